package io.github.xclip4j.evaluation;

import io.github.xclip4j.Labels;
import io.github.xclip4j.Session;
import io.github.xclip4j.cli.options.Interruption;
import io.github.xclip4j.cli.options.OpenModel;
import io.github.xclip4j.cli.options.Outputs;
import io.github.xclip4j.cli.options.Progress;
import io.github.xclip4j.evaluation.Evaluator.Preparation;
import io.github.xclip4j.lists.ListProblem;
import io.github.xclip4j.lists.ProblemKind;
import io.github.xclip4j.lists.VideoEntry;
import io.github.xclip4j.lists.VideoRoot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Evaluates the videos of one list into a folder; goes on where an earlier run of the same evaluation ended. */
final class EvaluationRun {
  static final String RESULTS = "results.jsonl";
  static final String METRICS = "metrics.json";
  static final String MANIFEST = "manifest.json";
  static final String LABELS = "labels.csv";

  private final Setting setting;
  private final Part part;
  private final Path folder;
  private final Work work;

  /**
   * How the work is done, which results do not depend on.
   *
   * @param batch views at once
   * @param decoders videos that are prepared at once
   * @param opener opens video files
   * @param times takes where the time of this run went
   */
  record Work(int batch, int decoders, VideoRoot.Opener opener, String decoder, List<String> flags,
      Consumer<Evaluator.Times> times) {}

  EvaluationRun(Setting setting, Part part, Path folder, Work work) {
    this.setting = setting;
    this.part = part;
    this.folder = folder;
    this.work = work;
  }

  /**
   * Scores every video that has no scores yet, and sums up.
   *
   * @param tokens of all texts of the setting
   * @param labels those texts, encoded
   * @return the metrics, read from the results
   * @throws IOException if the folder holds another evaluation, a file cannot be written, or a video fails where that
   *     ends the evaluation
   */
  Metrics run(OpenModel open, List<int[]> tokens, Labels labels) throws IOException {
    Files.createDirectories(folder);
    Manifest manifest = Manifest.of(setting, part, open, tokens, work.decoder)
        .computedBy(open.model().backend(), work.batch, work.decoders, work.flags);
    manifest.write(folder.resolve(MANIFEST));
    Outputs.write(folder.resolve(LABELS), out -> out.write(part.labelText().getBytes(StandardCharsets.UTF_8)));
    Path results = folder.resolve(RESULTS);
    try (ResultsFile file = ResultsFile.open(results, part.names())) {
      score(open, labels, file);
    }
    ResultsFile.arrange(results, part.videos().stream().map(VideoEntry::key).toList());
    Metrics metrics = metrics(results);
    Outputs.write(folder.resolve(METRICS),
        out -> out.write(Manifest.pretty(MetricsJson.of(metrics, setting))));
    new Report(setting, part, metrics).write(folder, manifest.root(), work.opener);
    return metrics;
  }

  private Metrics metrics(Path results) throws IOException {
    Metrics.Builder metrics = new Metrics.Builder(part.names(), setting.onError());
    ResultsFile.read(results, metrics::add);
    return metrics.build();
  }

  private void score(OpenModel open, Labels labels, ResultsFile file) throws IOException {
    List<VideoEntry> left = part.videos().stream().filter(entry -> !file.has(entry.key())).toList();
    int size = open.model().config().vision().imageSize();
    int frames = open.model().config().vision().numFrames();
    ViewPlan plan = switch (setting.pixels()) {
      case AUTHORS -> ViewPlan.authors(setting.clips(), setting.crops(), setting.seed(), size);
      case PROCESSOR -> ViewPlan.processor(setting.clips(), setting.crops(), setting.seed(),
          open.processor().images());
    };
    Preparation preparation = entry -> {
      Optional<ListProblem> absence = part.root().problem(entry);
      if (absence.isPresent()) {
        ListProblem problem = absence.get();
        throw new IOException((problem.kind() == ProblemKind.NOT_A_FILE ? "not a file: " : "no such file: ")
            + problem.detail());
      }
      return part.root().with(entry, work.opener, video -> plan.prepare(video, entry.key(), frames));
    };
    Evaluator.Settings settings =
        new Evaluator.Settings(part.names().size(), setting.score(), work.batch, work.decoders, plan.crops());
    try (Session session = open.model().session();
        Progress progress = new Progress(part.name().isEmpty() ? "videos" : part.name(), left.size())) {
      Evaluator evaluator = new Evaluator(preparation, batch -> session.logits(batch, labels), settings);
      Evaluator.Times times = evaluator.run(left, outcome -> {
        if (setting.onError() == OnError.STOP && outcome instanceof Outcome.Failed failed) {
          throw new IOException(failed.video() + ": " + failed.error() + "; mend or take it out and run the same "
              + "command again, which goes on from here, or say --on-error skip");
        }
        file.append(outcome);
        progress.step();
        Interruption.check();
      });
      if (!left.isEmpty()) {
        work.times.accept(times);
      }
    }
  }
}
