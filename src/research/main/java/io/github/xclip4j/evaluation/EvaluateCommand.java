package io.github.xclip4j.evaluation;

import io.github.xclip4j.Labels;
import io.github.xclip4j.cli.options.BackendChoice;
import io.github.xclip4j.cli.options.HeadsOption;
import io.github.xclip4j.cli.options.ModelOption;
import io.github.xclip4j.cli.options.OpenModel;
import io.github.xclip4j.cli.options.Outputs;
import io.github.xclip4j.cli.options.TruncateOption;
import io.github.xclip4j.lists.ListOptions;
import io.github.xclip4j.video.Ffmpeg;
import io.github.xclip4j.video.Video;
import io.github.xclip4j.video.VideoException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code xclip4j evaluate}. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    header = "Evaluates a model on a list of videos by a published protocol.",
    description = {
        "Writes results.jsonl (a line for each video), metrics.json, manifest.json and a report into a folder. The same "
            + "command goes on where an earlier run was stopped; results do not depend on that, nor on threads, batches "
            + "or the order of the list.",
        "Protocols: single-view (default), multi-view, few-shot, zero-shot-hmdb51, zero-shot-ucf101, "
            + "zero-shot-kinetics600 (three lists each, mean and deviation), base-to-novel (two lists)."
    })
public final class EvaluateCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Mixin
  private ModelOption model;

  @Option(names = "--list", paramLabel = "LIST",
      description = "The videos and their classes; a file, or a folder for formats that are one. Several times for "
          + "protocols of several lists.")
  private List<Path> lists = new ArrayList<>();

  @Mixin
  private ListOptions listOptions;

  @Option(names = "--labels", paramLabel = "FILE",
      description = "The classes: a CSV with the header id,name, whose rows are the classes (default: the published ones "
          + "of the protocol, else what the list names).")
  private List<Path> labels = new ArrayList<>();

  @Option(names = "--output", paramLabel = "DIR", description = "The folder for the results.")
  private @Nullable Path output;

  @Option(names = "--protocol", paramLabel = "NAME", defaultValue = "single-view",
      description = "What is done to each video, see above (default: single-view).")
  private String protocol = "single-view";

  @Option(names = "--clips", paramLabel = "N", description = "Clips per video, instead of the protocol's number.")
  private @Nullable Integer clips;

  @Option(names = "--crops", paramLabel = "N", description = "Crops of each clip, 1 or 3, instead of the protocol's.")
  private @Nullable Integer crops;

  @Option(names = "--pixels", paramLabel = "WHOSE", defaultValue = "authors",
      description = "authors (as the published numbers were made, default) or processor (what the checkpoint's "
          + "preprocessor_config.json says).")
  private ViewPlan.PixelKind pixels = ViewPlan.PixelKind.AUTHORS;

  @Option(names = "--score", paramLabel = "KIND", defaultValue = "softmax-sum",
      description = "softmax-sum (sum of the views' probabilities, as published, default) or mean-logits.")
  private String score = "softmax-sum";

  @Option(names = "--seed", paramLabel = "N", defaultValue = "0",
      description = "For the random frames of several clips (default: 0).")
  private long seed;

  @Option(names = "--template", paramLabel = "TEXT",
      description = "A text with {} for the class's name, as \"a photo of a {}.\"; several times for the mean over them; "
          + "actionclip-16 for the sixteen of that paper (default: the bare name, as published).")
  private List<String> templates = new ArrayList<>();

  @Option(names = "--on-error", paramLabel = "WHAT", defaultValue = "skip",
      description = "What becomes of videos that cannot be used: skip (listed, not counted, default), wrong (counted as "
          + "wrong) or stop.")
  private OnError onError = OnError.SKIP;

  @Option(names = "--batch", paramLabel = "VIEWS", defaultValue = "4",
      description = "Views that are computed together (default: 4). Results do not depend on it.")
  private int batch;

  @Option(names = "--decoders", paramLabel = "N", defaultValue = "2",
      description = "Videos that are decoded at the same time (default: 2). Results do not depend on it.")
  private int decoders;

  @Option(names = "--ffmpeg", paramLabel = "FILE",
      description = "The ffmpeg to decode with (default: the one on the search path, else the one that comes along).")
  private @Nullable Path ffmpeg;

  @Mixin
  private HeadsOption heads;

  @Mixin
  private TruncateOption truncate;

  @Mixin
  private BackendChoice backends;

  /** For picocli. */
  public EvaluateCommand() {}

  @Option(names = "--compare", arity = "2", paramLabel = "DIR",
      description = "Instead of evaluating: says which videos two evaluations disagree on, and whether the difference can "
          + "be chance (McNemar's exact test).")
  private List<Path> compared = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    if (!compared.isEmpty()) {
      compare();
      return ExitCode.OK;
    }
    Path folder = output;
    if (lists.isEmpty() || folder == null) {
      throw usage("give --list LIST and --output DIR");
    }
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new IOException(folder + ": is a file; name a folder for the results");
    }
    Setting setting = setting();
    List<Part> parts = parts(setting.protocol());
    for (Part part : parts) {
      int missing = part.missing().size();
      int malformed = part.malformed().size();
      if (onError == OnError.STOP && missing + malformed > 0) {
        throw new IOException(part.file() + ": " + missing + " of its videos are missing and " + malformed
            + " of its lines malformed, see above; mend the list, or say --on-error skip");
      }
    }
    List<Metrics> metrics = new ArrayList<>();
    try (OpenModel open = OpenModel.open(model, heads, backends)) {
      announce(setting, open);
      for (Part part : parts) {
        Path at = part.name().isEmpty() ? folder : folder.resolve(part.name());
        List<String> texts = setting.texts(part.names());
        List<int[]> tokens = truncate.tokens(open.model(), texts);
        try (Labels encoded = open.model().labels(texts, tokens)) {
          metrics.add(new EvaluationRun(setting, part, at, work()).run(open, tokens, encoded));
        }
        print(part, metrics.getLast());
      }
    }
    if (parts.size() > 1) {
      Summary summary = new Summary(setting.protocol(), parts.stream().map(Part::name).toList(), metrics);
      Outputs.write(folder.resolve("summary.json"), out -> out.write(Manifest.pretty(summary.json())));
      summary.lines().forEach(spec.commandLine().getOut()::println);
    }
    spec.commandLine().getOut().println("report: "
        + folder.resolve(parts.getFirst().name()).resolve(Report.FILE)
        + (parts.size() > 1 ? ", and of the others" : ""));
    int failed = metrics.stream().mapToInt(Metrics::failed).sum();
    return failed == 0 && parts.stream().allMatch(part -> part.malformed().isEmpty()) ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private void compare() throws IOException {
    if (compared.size() != 2 || !lists.isEmpty() || output != null) {
      throw usage("--compare A B takes two folders, and neither --list nor --output");
    }
    PrintWriter out = spec.commandLine().getOut();
    Path first = compared.getFirst();
    Path second = compared.getLast();
    Comparison comparison = Comparison.of(first, second);
    out.println(comparison.common() + " videos in both");
    out.println(line("A: " + first.getFileName(), comparison.first()));
    out.println(line("B: " + second.getFileName(), comparison.second()));
    if (comparison.elsewhere() > 0) {
      out.println("  " + comparison.elsewhere() + " in one of them only, not compared");
    }
    changes(out, "only A is right: ", comparison.onlyFirst());
    changes(out, "only B is right: ", comparison.onlySecond());
    double p = comparison.mcNemar();
    out.printf(Locale.ROOT, "McNemar's exact test: p = %.3g%s%n", p,
        p < 0.05 ? ", a difference beyond chance at the 5 % level" : ", which can be chance");
  }

  private static void changes(PrintWriter out, String title, List<Comparison.Change> changes) {
    out.println(title + changes.size());
    changes.forEach(change -> out.println("  " + change.video() + "  class " + change.label() + ", A says "
        + change.first() + ", B says " + change.second()));
  }

  private EvaluationRun.Work work() throws IOException {
    List<String> flags = spec.commandLine().getParseResult().originalArgs();
    if (ffmpeg != null) {
      Ffmpeg named = Ffmpeg.at(ffmpeg);
      return new EvaluationRun.Work(batch, decoders, file -> Video.open(file, named), named.version(), flags,
          this::show);
    }
    String decoder;
    try {
      decoder = Ffmpeg.find().version();
    } catch (VideoException _) {
      decoder = "the JDK"; // a list of GIFs needs no other
    }
    return new EvaluationRun.Work(batch, decoders, Video::open, decoder, flags, this::show);
  }

  private void show(Evaluator.Times times) {
    spec.commandLine().getErr().println("note: " + times);
  }

  private Setting setting() {
    try {
      Protocol chosen = Protocol.of(protocol);
      if (batch < 1 || decoders < 1) {
        throw new IllegalArgumentException("--batch and --decoders must be at least 1");
      }
      List<String> texts = templates.isEmpty() ? Setting.BARE
          : templates.equals(List.of("actionclip-16")) ? Setting.ACTION_CLIP : List.copyOf(templates);
      for (String text : texts) {
        if (!text.contains("{}")) {
          throw new IllegalArgumentException("--template '" + text + "' has no {} for the class's name");
        }
      }
      int views = clips == null ? chosen.clips() : clips;
      int cuts = crops == null ? chosen.crops() : crops;
      if (views < 1 || cuts != 1 && cuts != 3) {
        throw new IllegalArgumentException("--clips " + views + " --crops " + cuts
            + ": at least one clip, and one crop or three");
      }
      return new Setting(chosen, views, cuts, pixels, score(), seed, texts, onError);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private ScoreKind score() {
    for (ScoreKind kind : ScoreKind.values()) {
      if (kind.toString().equals(score)) {
        return kind;
      }
    }
    throw new IllegalArgumentException("there is no score '" + score + "': choose softmax-sum or mean-logits");
  }

  private List<Part> parts(Protocol chosen) throws IOException {
    try {
      return new PartPlan(chosen, listOptions, lists, labels).read();
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }

  private void announce(Setting setting, OpenModel open) {
    PrintWriter err = spec.commandLine().getErr();
    int frames = open.model().config().vision().numFrames();
    if (setting.protocol().frames().orElse(frames) != frames) {
      err.println("note: " + setting.protocol().option() + " was published with "
          + setting.protocol().frames().getAsInt() + " frames, this model looks at " + frames);
    }
    setting.overrides().forEach(override -> err.println("note: not as published: " + override));
    err.flush();
  }

  private void print(Part part, Metrics metrics) {
    PrintWriter out = spec.commandLine().getOut();
    out.println((part.name().isEmpty() ? "" : part.name() + ", ") + part.file().getFileName() + ": "
        + count(metrics.videos(), "video", "videos") + ", " + count(part.names().size(), "class", "classes"));
    out.println(line("top-1", metrics.top1()));
    out.println(line("top-" + metrics.topCount(), metrics.topK()));
    out.println(line("mean class accuracy", metrics.meanClassAccuracy()));
    out.println(line("calibration error", metrics.calibrationError()));
    if (metrics.failed() > 0) {
      out.println("  " + count(metrics.failed(), "video", "videos") + " failed, "
          + (onError == OnError.WRONG ? "counted as wrong" : "not counted") + ": see results.jsonl");
    }
    if (metrics.unlabelled() > 0) {
      out.println("  " + metrics.unlabelled() + " without a class in the list, not counted");
    }
    int malformed = part.malformed().size();
    if (malformed > 0) {
      out.println("  " + count(malformed, "line", "lines") + " of the list could not be used");
    }
    if (part.list().leftOut() > 0) {
      out.println("  " + count(part.list().leftOut(), "video", "videos") + " of other classes left out");
    }
    out.flush();
  }

  private static String count(int count, String one, String several) {
    return count + " " + (count == 1 ? one : several);
  }

  private static String line(String name, Proportion value) {
    return value.count() == 0 ? String.format("  %-20s –", name)
        : String.format(Locale.ROOT, "  %-20s %5.1f %%   (95 %%: %.1f to %.1f)", name, value.percent(), value.low(),
            value.high());
  }

  private static String line(String name, OptionalDouble value) {
    return value.isEmpty() ? String.format("  %-20s –", name)
        : String.format(Locale.ROOT, "  %-20s %5.1f %%", name, value.getAsDouble());
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
