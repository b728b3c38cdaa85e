package io.github.xclip4j.cli;

import io.github.xclip4j.VideoClassifier;
import io.github.xclip4j.cli.options.BackendChoice;
import io.github.xclip4j.cli.options.DemoFiles;
import io.github.xclip4j.cli.options.Failures;
import io.github.xclip4j.cli.options.HeadsOption;
import io.github.xclip4j.cli.options.Interruption;
import io.github.xclip4j.cli.options.LabelFile;
import io.github.xclip4j.cli.options.ModelOption;
import io.github.xclip4j.cli.options.OpenModel;
import io.github.xclip4j.cli.options.Progress;
import io.github.xclip4j.cli.options.SamplingOptions;
import io.github.xclip4j.cli.options.TextList;
import io.github.xclip4j.cli.options.TruncateOption;
import io.github.xclip4j.video.PreparedVideo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
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
      description = "The labels, one per line, a table with a column name or label, or JSON.")
  private @Nullable Path labelsFile;

  @Option(names = "--top", paramLabel = "N", defaultValue = "5", description = "How many labels to show (default: 5).")
  private int top;

  @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text",
      description = "text, json or csv (default: text).")
  private ResultFormat format = ResultFormat.TEXT;

  @Mixin
  private TruncateOption truncate;

  @Mixin
  private HeadsOption heads;

  @Mixin
  private BackendChoice backends;

  @Mixin
  private SamplingOptions sampling;

  @Override
  public Integer call() throws IOException {
    if (top < 1) {
      throw usage("--top is " + top + ": it must be at least 1");
    }
    sampling.check();
    List<String> names = names();
    Failures failures = new Failures(spec, videos.size());
    try (OpenModel open = OpenModel.open(model, heads, backends);
        ResultWriter results = new InterruptibleResults(format.writer(spec.commandLine().getOut()))) {
      List<Path> found = sampling.found(videos, failures);
      if (!found.isEmpty()) {
        classify(open, found, names, results, failures);
      }
    }
    return failures.status();
  }

  private void classify(OpenModel open, List<Path> found, List<String> names, ResultWriter results, Failures failures)
      throws IOException {
    VideoClassifier classifier = open.classifier(names, truncate);
    OpenModel.show(classifier.labels().notes(), spec);
    Iterator<Callable<PreparedVideo>> prepared =
        found.stream().<Callable<PreparedVideo>>map(video -> () -> sampling.prepare(video, open.model())).iterator();
    try (Progress progress = new Progress("videos", found.size())) {
      classifier.classifyPrepared(prepared, result -> {
        progress.makeRoom();
        show(result, found.get(result.index()), results, failures);
        progress.step();
      });
    }
  }

  private void show(VideoClassifier.Result result, Path video, ResultWriter results, Failures failures) {
    try {
      switch (result) {
        case VideoClassifier.Classified classified -> {
          OpenModel.show(classified.sample().notes(), spec);
          results.write(video.toString(), classified.sample().indices(), classified.classification().top(top));
          OutputClosedException.check(spec.commandLine().getOut());
        }
        case VideoClassifier.Failed failed -> failures.add(video, failed.cause());
      }
      Interruption.check();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
      return TextList.split("--labels", list, spec);
    }
    if (model.isGiven()) {
      throw usage("give --labels A,B,C or --labels-file FILE: what may the video show?");
    }
    return DemoFiles.labels();
  }
}
