package io.github.xclip4j.cli;

import io.github.xclip4j.Classification;
import io.github.xclip4j.Labels;
import io.github.xclip4j.Session;
import io.github.xclip4j.VideoClassifier;
import io.github.xclip4j.cli.features.FeatureFile;
import io.github.xclip4j.cli.features.LabelScores;
import io.github.xclip4j.cli.options.BackendChoice;
import io.github.xclip4j.cli.options.Failures;
import io.github.xclip4j.cli.options.HeadsOption;
import io.github.xclip4j.cli.options.Interruption;
import io.github.xclip4j.cli.options.LabelOptions;
import io.github.xclip4j.cli.options.ModelOption;
import io.github.xclip4j.cli.options.OpenModel;
import io.github.xclip4j.cli.options.Progress;
import io.github.xclip4j.cli.options.SamplingOptions;
import io.github.xclip4j.cli.options.ScoreOptions;
import io.github.xclip4j.cli.options.TruncateOption;
import io.github.xclip4j.video.PreparedVideo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.function.Function;
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
  private static final String NONE = "(none of these)";

  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "VIDEO", arity = "0..*",
      description = "Video files, animated GIFs or folders of images.")
  private List<Path> videos = List.of();

  @Option(names = "--features", paramLabel = "FILE",
      description = "In place of videos their features, as embed --features wrote them.")
  private @Nullable Path features;

  @Mixin
  private ModelOption model;

  @Mixin
  private LabelOptions labels;

  @Mixin
  private ScoreOptions scores;

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
    scores.check();
    sampling.check();
    Path kept = features;
    if (videos.isEmpty() == (kept == null)) {
      throw usage("give videos or --features FILE: one of them");
    }
    if (kept != null) {
      sampling.refuse("features have no frames");
    }
    List<String> names = labels.names(model);
    Failures failures = new Failures(spec, videos.size());
    try (OpenModel open = OpenModel.open(model, heads, backends);
        ResultWriter results = new InterruptibleResults(format.writer(spec.commandLine().getOut(), scores))) {
      if (kept != null) {
        classify(open, FeatureFile.read(kept, open.model()), names, results);
      } else {
        List<Path> found = sampling.found(videos, failures);
        if (!found.isEmpty()) {
          classify(open, found, names, results, failures);
        }
      }
    }
    return failures.status();
  }

  private Labels encode(OpenModel open, List<String> names) throws IOException {
    return labels.encode(open, names, scores.background(open, names), truncate);
  }

  private void classify(OpenModel open, List<FeatureFile.Entry> entries, List<String> names, ResultWriter results)
      throws IOException {
    Labels encoded = encode(open, names);
    LabelScores scoring = scores.scores(open, encoded, names.size());
    Session session = open.session();
    for (FeatureFile.Entry entry : entries) {
      Classification classification = session.classify(List.of(entry.features()), encoded).getFirst();
      results.write(entry.video(), new int[0], best(classification, scoring, names));
      OutputClosedException.check(spec.commandLine().getOut());
      Interruption.check();
    }
  }

  private void classify(OpenModel open, List<Path> found, List<String> names, ResultWriter results, Failures failures)
      throws IOException {
    open.processor().images();
    Labels encoded = encode(open, names);
    LabelScores scoring = scores.scores(open, encoded, names.size());
    VideoClassifier classifier = open.classifier(encoded);
    Iterator<Callable<PreparedVideo>> prepared =
        found.stream().<Callable<PreparedVideo>>map(video -> () -> sampling.prepare(video, open.model())).iterator();
    try (Progress progress = new Progress("videos", found.size())) {
      classifier.classifyPrepared(prepared, result -> {
        progress.makeRoom();
        show(result, found.get(result.index()), results, failures,
            classification -> best(classification, scoring, names));
        progress.step();
      });
    }
  }

  /** The labels that are shown, best first; where each is scored on its own, how probable it is that none fits, too. */
  private List<LabelScore> best(Classification classification, LabelScores scoring, List<String> names) {
    float[] logits = new float[classification.scores().size()];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = classification.scores().get(i).logit();
    }
    double[] made = scoring.of(logits);
    List<LabelScore> all = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      all.add(new LabelScore(names.get(i), made[i], OptionalDouble.of(logits[i])));
    }
    if (scores.isMultiLabel()) {
      all.add(new LabelScore(NONE, 1 - Arrays.stream(made).max().orElse(0), OptionalDouble.empty()));
    }
    return all.stream().sorted(Comparator.comparingDouble(LabelScore::score).reversed()).limit(top).toList();
  }

  private void show(VideoClassifier.Result result, Path video, ResultWriter results, Failures failures,
      Function<Classification, List<LabelScore>> best) {
    try {
      switch (result) {
        case VideoClassifier.Classified classified -> {
          OpenModel.show(classified.sample().notes(), spec);
          results.write(video.toString(), classified.sample().indices(), best.apply(classified.classification()));
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
}
