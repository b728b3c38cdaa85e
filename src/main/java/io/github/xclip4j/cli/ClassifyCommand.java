package io.github.xclip4j.cli;

import io.github.xclip4j.VideoClassifier;
import io.github.xclip4j.cli.options.BackendChoice;
import io.github.xclip4j.cli.options.DemoFiles;
import io.github.xclip4j.cli.options.Errors;
import io.github.xclip4j.cli.options.LabelFile;
import io.github.xclip4j.cli.options.ModelOption;
import io.github.xclip4j.cli.options.OpenModel;
import io.github.xclip4j.cli.options.Progress;
import io.github.xclip4j.cli.options.SamplingOptions;
import io.github.xclip4j.cli.options.TextOptions;
import io.github.xclip4j.video.FrameSampler;
import io.github.xclip4j.video.PreparedVideo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "classify",
    mixinStandardHelpOptions = true,
    header = "Says how probable each of some labels is for a video.",
    description = {
        "The model has no fixed list of classes: labels are any short English texts, and the probabilities say which of "
            + "them fits best.",
        "A video that cannot be read is reported, the others are still classified; the exit status is then 1."
    })
final class ClassifyCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "VIDEO", arity = "1..*",
      description = "Video files, animated GIFs or folders of images.")
  private List<Path> videos;

  @Mixin
  private ModelOption model;

  @Option(names = "--labels", paramLabel = "A,B,C",
      description = "The labels, separated by commas; in quotes where one holds a comma.")
  private @Nullable String labels;

  @Option(names = "--labels-file", paramLabel = "FILE",
      description = "The labels, one per line or a CSV with the columns id,name.")
  private @Nullable Path labelsFile;

  @Option(names = "--top", paramLabel = "N", defaultValue = "5", description = "How many labels to show (default: 5).")
  private int top;

  @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text",
      description = "text, json or csv (default: text).")
  private ResultFormat format = ResultFormat.TEXT;

  @Mixin
  private BackendChoice backends;

  @Mixin
  private SamplingOptions sampling;

  @Override
  public Integer call() throws IOException {
    if (top < 1) {
      throw usage("--top is " + top + ": it must be at least 1");
    }
    FrameSampler sampler = sampling.sampler();
    List<String> names = names();
    List<Exception> failures = new ArrayList<>();
    try (OpenModel open = OpenModel.open(model, backends);
        ResultWriter results = format.writer(spec.commandLine().getOut());
        Progress progress = new Progress("videos", videos.size())) {
      VideoClassifier classifier = open.classifier(names);
      OpenModel.show(classifier.labels().notes(), spec);
      Iterator<Callable<PreparedVideo>> preparations = videos.stream()
          .<Callable<PreparedVideo>>map(video -> () -> open.processor().prepare(sampling.open(video), sampler))
          .iterator();
      classifier.classifyPrepared(preparations, result -> {
        Path video = videos.get(result.index());
        progress.makeRoom();
        switch (result) {
          case VideoClassifier.Classified classified -> {
            OpenModel.show(classified.sample().notes(), spec);
            results.write(video.toString(), classified.sample().indices(), classified.classification().top(top));
          }
          case VideoClassifier.Failed failed -> {
            failures.add(failed.cause());
            if (videos.size() > 1) {
              report(video, failed.cause());
            }
          }
        }
        progress.step();
      });
    }
    if (videos.size() == 1 && !failures.isEmpty()) {
      switch (failures.getFirst()) { // with one video a failure is the command's
        case IOException e -> throw e;
        case RuntimeException e -> throw e;
        case Exception e -> throw new IOException(e);
      }
    }
    return failures.isEmpty() ? 0 : 1;
  }

  private void report(Path video, Exception failure) {
    String message = Errors.describe(failure);
    spec.commandLine().getErr().println(spec.qualifiedName() + ": "
        + (message.contains(video.toString()) ? message : video + ": " + message));
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private List<String> names() throws IOException {
    String list = labels;
    Path file = labelsFile;
    if (list != null && file != null) {
      throw usage("--labels and --labels-file contradict each other: give one of them");
    }
    if (file != null) {
      return LabelFile.read(file);
    }
    if (list != null) {
      return TextOptions.split("--labels", list, this::usage);
    }
    if (model.isGiven()) {
      throw usage("give --labels A,B,C or --labels-file FILE: what may the video show?");
    }
    return DemoFiles.labels();
  }
}
