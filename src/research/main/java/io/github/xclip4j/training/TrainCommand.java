package io.github.xclip4j.training;

import io.github.xclip4j.Checkpoint;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.cli.files.AtomicFile;
import io.github.xclip4j.cli.options.BackendChoice;
import io.github.xclip4j.cli.options.ModelFiles;
import io.github.xclip4j.cli.options.ModelOption;
import io.github.xclip4j.cli.options.Progress;
import io.github.xclip4j.lists.ClassNames;
import io.github.xclip4j.lists.FewShot;
import io.github.xclip4j.lists.LabelCsv;
import io.github.xclip4j.lists.ListOptions;
import io.github.xclip4j.lists.ListWriter;
import io.github.xclip4j.lists.VideoEntry;
import io.github.xclip4j.lists.VideoList;
import io.github.xclip4j.lists.VideoRoot;
import io.github.xclip4j.pixels.AuthorsPixels;
import io.github.xclip4j.video.FrameProcessor;
import io.github.xclip4j.video.Video;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code xclip4j train}. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    header = "Teaches a model one's own classes.",
    description = {
        "Writes checkpoints into a folder, the last and the best, each a complete model that this program and transformers "
            + "load; metrics.jsonl and trainer_state.json beside them. --resume goes on where a run was stopped or killed, "
            + "and ends in the same weights.",
        "--tune heads trains what reads the frames' features only: they are computed once and kept, so that an epoch takes "
            + "seconds without a GPU. --tune visual (default) is what the authors train."
    })
public final class TrainCommand implements Callable<Integer> {
  private static final int INTERRUPTED = 130;

  @Spec
  private CommandSpec spec;

  @Mixin
  private ModelOption model;

  @Option(names = "--demo",
      description = "Nothing of one's own needed: the demo model learns motions that it has never "
          + "seen from a few clips each, in about a minute.")
  private boolean demo;

  @Option(names = "--train", paramLabel = "LIST",
      description = "The videos to learn from and their classes: a list, or a folder with a folder per class.")
  private @Nullable Path train;

  @Option(names = "--val", paramLabel = "LIST", description = "The videos that are scored after every epoch.")
  private @Nullable Path validation;

  @Mixin
  private ListOptions listOptions;

  @Option(names = "--labels", paramLabel = "FILE",
      description = "The classes: a CSV with the header id,name, whose rows are the classes (default: what the list names).")
  private @Nullable Path labels;

  @Option(names = "--output", paramLabel = "DIR", description = "The folder for the checkpoints.")
  private @Nullable Path output;

  @Option(names = "--resume", description = "Go on with the run in the folder, if there is one.")
  private boolean resume;

  @Option(names = "--tune", paramLabel = "WHAT", defaultValue = "visual",
      description = "What is trained: visual (all but the text tower and logit_scale, default), heads (MIT and the prompt "
          + "generator), all, or patterns of parameter names, as \"mit.*,*.message_*\".")
  private String tune = "visual";

  @Option(names = "--recipe", paramLabel = "NAME", defaultValue = "few-shot",
      description = "The authors' epochs, rate and videos per step: full, few-shot (default) or zero-shot.")
  private String recipe = "few-shot";

  @Option(names = "--epochs", paramLabel = "N", description = "Passes over the videos, instead of the recipe's.")
  private @Nullable Integer epochs;

  @Option(names = "--warmup", paramLabel = "N",
      description = "Epochs until the rate is reached, instead of the recipe's.")
  private @Nullable Integer warmup;

  @Option(names = "--batch", paramLabel = "N", defaultValue = "8",
      description = "Videos that are computed together (default: 8).")
  private int batch;

  @Option(names = "--accumulate", paramLabel = "N",
      description = "Batches in a step (default: as many as make the recipe's videos per step).")
  private @Nullable Integer accumulate;

  @Option(names = "--rate", paramLabel = "R", description = "The learning rate, instead of the recipe's.")
  private @Nullable Double rate;

  @Option(names = "--new-parts", paramLabel = "X", defaultValue = "10",
      description = "How many times faster messages, MIT and prompts learn (default: 10).")
  private double newParts;

  @Option(names = "--decay", paramLabel = "D", defaultValue = "0.001", description = "Weight decay (default: 0.001).")
  private double decay;

  @Option(names = "--schedule", paramLabel = "NAME", defaultValue = "corrected",
      description = "corrected (the authors' without their steps of rate zero, default), authors or constant.")
  private Schedule.Kind schedule = Schedule.Kind.CORRECTED;

  @Option(names = "--smoothing", paramLabel = "S", defaultValue = "0.1",
      description = "Label smoothing (default: 0.1).")
  private double smoothing;

  @Option(names = "--mixup", paramLabel = "A",
      description = "Mixup's α; 0 for none (default: 0.8, with --tune heads 0).")
  private @Nullable Double mixup;

  @Option(names = "--cutmix", paramLabel = "A",
      description = "Cutmix's α; 0 for none (default: 1, with --tune heads 0).")
  private @Nullable Double cutmix;

  @Option(names = "--augment", paramLabel = "HOW",
      description = "authors (random frames, crops, mirror images and colours, default) or none (default with --tune "
          + "heads).")
  private @Nullable Augmentation augment;

  @Option(names = "--pixels", paramLabel = "WHOSE", defaultValue = "authors",
      description = "Who makes the pixels that are not augmented: authors (default) or processor (what the checkpoint's "
          + "preprocessor_config.json says).")
  private PixelKind pixels = PixelKind.AUTHORS;

  @Option(names = "--shots", paramLabel = "K", description = "Draw K videos of each class and learn from these.")
  private @Nullable Integer shots;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "1024",
      description = "For the draw, the order, augmentation and mixing (default: 1024).")
  private long seed;

  @Option(names = "--frames", paramLabel = "T",
      description = "The frames the model is to look at; another model is refused.")
  private @Nullable Integer frames;

  @Option(names = "--save-steps", paramLabel = "N", defaultValue = "0",
      description = "Steps from a checkpoint to the next (default: one after every epoch).")
  private int saveSteps;

  @Option(names = "--memory", paramLabel = "HOW", defaultValue = "values",
      description = "values (keep what the layers compute, default) or block-inputs (compute it twice, in a fraction of the "
          + "memory).")
  private String memory = "values";

  @Mixin
  private BackendChoice backends;

  /** What happens to videos before the model sees them. */
  enum Augmentation { AUTHORS, NONE }

  /** Who makes pixels. */
  enum PixelKind { AUTHORS, PROCESSOR }

  /** For picocli. */
  public TrainCommand() {}

  @Override
  public Integer call() throws IOException {
    Path list = train;
    Path folder = output;
    if (demo) {
      if (list != null || folder != null || model.isGiven()) {
        throw usage("--demo takes neither --train nor --output nor --model: it makes its clips and keeps nothing");
      }
      return learnMotions();
    }
    if (list == null || folder == null) {
      throw usage("give --train LIST and --output DIR, or --demo");
    }
    return learn(list, folder);
  }

  private int learnMotions() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    try (ModelFiles files = model.files(); Backend backend = backends.open()) {
      new MotionDemo(files.checkpoint()).run(backend, out);
    }
    return ExitCode.OK;
  }

  private int learn(Path train, Path output) throws IOException {
    if (RunDirectory.isBegun(output) && !resume) {
      throw new IOException(output + ": holds a run already: go on with --resume, or name another folder");
    }
    Tuned tuned = checked(() -> Tuned.of(tune));
    TrainingSettings settings = checked(this::settings);
    TrainableModel.Memory keeping = checked(() -> keeping(memory));
    Optional<ClassNames> named = Optional.empty();
    if (labels != null) {
      LabelCsv csv = LabelCsv.read(labels);
      listOptions.show(labels, csv.problems());
      named = Optional.of(csv.classes());
    }
    VideoList learned = read(train, named);
    ClassNames classes = named.orElse(learned.classes());
    if (classes.isEmpty()) {
      throw usage("the list does not name its classes: give --labels FILE");
    }
    Optional<VideoList> tested =
        validation == null ? Optional.empty() : Optional.of(read(validation, Optional.of(classes)));
    List<VideoEntry> entries = drawn(learned.entries(), classes, output);
    tested.ifPresent(list -> sayOverlap(entries, list.entries()));
    sayEmptyClasses(entries, classes);
    try (ModelFiles files = model.files(); InterruptSignal signal = new InterruptSignal(this::sayStop)) {
      Checkpoint checkpoint = files.checkpoint();
      check(checkpoint);
      try (Backend backend = backends.open();
          TrainableModel trained = TrainableModel.load(checkpoint, backend, tuned, keeping)) {
        trained.setLabels(checkpoint.processor().tokens(classes.names()));
        Run run = new Run(train, output, tuned, settings, classes, entries, tested);
        return run(run, files, checkpoint, trained, signal);
      }
    }
  }

  /** What is learned, where to, and how. */
  private record Run(Path train, Path output, Tuned tuned, TrainingSettings settings, ClassNames classes,
      List<VideoEntry> entries, Optional<VideoList> tested) {}

  private int run(Run run, ModelFiles files, Checkpoint checkpoint, TrainableModel trained, InterruptSignal signal)
      throws IOException {
    Path output = run.output;
    TrainingSettings settings = run.settings;
    ClassNames classes = run.classes;
    List<VideoEntry> entries = run.entries;
    Optional<VideoList> tested = run.tested;
    PrintWriter out = spec.commandLine().getOut();
    Map<String, String> described = described(trained, run);
    long steps = settings.schedule(entries.size()).steps();
    RunDirectory directory = RunDirectory.open(output, files.directory(), described, classes.names(), steps,
        settings.epochs());
    AtomicFile.write(output.resolve("labels.csv"), ListWriter.labels(classes));
    Samples learned = samples(entries, run.train, checkpoint, augmentation(run.tuned));
    Optional<Samples> scored = tested.isEmpty() ? Optional.empty()
        : Optional.of(samples(tested.get().entries(), validation == null ? run.train : validation, checkpoint,
            Augmentation.NONE));
    if (trained.hasFrozenFrames() && augmentation(run.tuned) == Augmentation.NONE && settings.mixing().isNone()) {
      String key = described.get("model") + ", " + pixels + ", " + checkpoint.config();
      learned = cached(output.resolve("features-train.bin"), learned, trained, key);
      scored = scored.isEmpty() ? scored
          : Optional.of(cached(output.resolve("features-val.bin"), scored.get(), trained, key));
    }
    out.println(trained.trainables().size() + " of the model's tensors are trained ("
        + trained.trainables().stream().mapToLong(Trainable::elements).sum() + " values), on " + entries.size()
        + " videos of " + classes.count() + " classes: " + steps + " steps");
    out.flush();
    Trainer.Result result;
    try (ConsoleListener listener =
        new ConsoleListener(out, spec.commandLine().getErr(), steps, signal::isRaised)) {
      result = new Trainer(trained, settings, learned, scored, Optional.of(directory), listener).run();
    }
    if (result.leftOut() > 0) {
      out.println(result.leftOut() + " videos were left out");
    }
    result.last().ifPresent(accuracy -> out.println("last: " + accuracy));
    if (!result.isComplete()) {
      out.println("stopped after step " + result.steps() + " of " + steps + "; go on with --resume");
      return INTERRUPTED;
    }
    directory.best().ifPresent(best -> out.println("best model: " + best));
    return result.leftOut() > 0 ? ExitCode.SOFTWARE : ExitCode.OK;
  }

  private Samples cached(Path file, Samples samples, TrainableModel trained, String key) throws IOException {
    try (Progress progress = new Progress("features", samples.count())) {
      return FrameCache.open(file, samples, trained, key, progress::reach);
    }
  }

  private void sayStop() {
    spec.commandLine().getErr().println("stopping after this step, with a checkpoint; again to end at once");
  }

  private VideoList read(Path list, Optional<ClassNames> named) throws IOException {
    VideoList read = listOptions.read(list, named);
    listOptions.show(list, read.problems());
    for (VideoEntry entry : read.entries()) {
      if (entry.label().isEmpty()) {
        throw new IOException(list + ": " + entry.key() + " has no class, or several: one is needed to learn from it");
      }
    }
    if (read.entries().isEmpty()) {
      throw new IOException(list + ": has no video that can be used");
    }
    return read;
  }

  private List<VideoEntry> drawn(List<VideoEntry> entries, ClassNames classes, Path output) throws IOException {
    if (shots == null) {
      return entries;
    }
    List<VideoEntry> drawn = checked(() -> FewShot.draw(entries, shots, seed, FewShot.Kind.INDEPENDENT, classes));
    Files.createDirectories(output);
    AtomicFile.write(output.resolve("train.txt"), ListWriter.videoX(drawn));
    return drawn;
  }

  private void sayOverlap(List<VideoEntry> learned, List<VideoEntry> scored) {
    Set<String> keys = new HashSet<>();
    learned.forEach(entry -> keys.add(entry.key()));
    List<String> both = scored.stream().map(VideoEntry::key).filter(keys::contains).toList();
    if (!both.isEmpty()) {
      spec.commandLine().getErr().println("warning: " + both.size() + " of the " + scored.size()
          + " videos of the validation list are learned from, too, as " + both.getFirst()
          + ": its numbers will be too good");
    }
  }

  private void sayEmptyClasses(List<VideoEntry> entries, ClassNames classes) {
    Set<Integer> present = new HashSet<>();
    entries.forEach(entry -> present.add(entry.label().orElseThrow()));
    List<String> absent = new ArrayList<>();
    for (int i = 0; i < classes.count(); i++) {
      if (!present.contains(i)) {
        absent.add(classes.name(i));
      }
    }
    if (!absent.isEmpty()) {
      spec.commandLine().getErr().println("warning: no video to learn from shows " + String.join(", ",
          absent.subList(0, Math.min(5, absent.size())))
          + (absent.size() > 5 ? " and " + (absent.size() - 5) + " more"
              : ""));
    }
  }

  private void check(Checkpoint checkpoint) throws IOException {
    int of = checkpoint.config().vision().numFrames();
    if (frames != null && frames != of) {
      throw new IOException(
          checkpoint + " looks at " + of + " frames, not at " + frames + ": choose another model or --frames " + of);
    }
    if (pixels == PixelKind.PROCESSOR) {
      checkpoint.processor().images();
    }
  }

  private Augmentation augmentation(Tuned tuned) {
    return augment != null ? augment : tuned.equals(Tuned.HEADS) ? Augmentation.NONE : Augmentation.AUTHORS;
  }

  private Samples samples(List<VideoEntry> entries, Path list, Checkpoint checkpoint, Augmentation how)
      throws IOException {
    VideoRoot root = listOptions.reader(list, Optional.empty()).root();
    int size = checkpoint.config().vision().imageSize();
    int count = checkpoint.config().vision().numFrames();
    if (how == Augmentation.AUTHORS) {
      return ListedSamples.augmented(entries, root, Video::open, count, size, seed);
    }
    FrameProcessor processor =
        pixels == PixelKind.AUTHORS ? AuthorsPixels.single(size) : checkpoint.processor().images();
    return ListedSamples.plain(entries, root, Video::open, count, processor);
  }

  private TrainingSettings settings() {
    Recipe of = Recipe.of(recipe);
    boolean heads = tune.strip().equalsIgnoreCase("heads");
    int passes = epochs == null ? of.epochs() : epochs;
    double base = rate == null ? of.rate() : rate;
    Mixing mixing = new Mixing(mixup != null ? mixup : heads ? 0 : Mixing.AUTHORS.mixupAlpha(),
        cutmix != null ? cutmix : heads ? 0 : Mixing.AUTHORS.cutmixAlpha(), Mixing.AUTHORS.cutmixProbability());
    int together = Math.max(1, batch);
    return new TrainingSettings(passes, warmup == null ? Math.min(of.warmupEpochs(), passes / 2) : warmup, batch,
        accumulate == null ? Math.max(1, of.videosPerStep() / together) : accumulate, schedule,
        new OptimizerSettings(new Rates(base, newParts, base / 100, decay, Rates.Decayed.AUTHORS), 0.9, 0.98, 1e-8),
        smoothing, mixing, seed, saveSteps);
  }

  private static TrainableModel.Memory keeping(String name) {
    return switch (name) {
      case "values" -> TrainableModel.Memory.VALUES;
      case "block-inputs" -> TrainableModel.Memory.BLOCK_INPUTS;
      default -> throw new IllegalArgumentException("--memory is values or block-inputs, not " + name);
    };
  }

  /** What decides what becomes of the run. */
  private Map<String, String> described(TrainableModel trained, Run run) {
    Tuned tuned = run.tuned;
    ClassNames classes = run.classes;
    List<VideoEntry> entries = run.entries;
    Map<String, String> described = new TreeMap<>();
    described.put("model", trained.fingerprint().substring(0, 16));
    described.put("tune", tuned.toString());
    described.put("settings", run.settings.toString());
    described.put("augment", augmentation(tuned).toString());
    described.put("pixels", pixels.toString());
    described.put("labels", Integer.toHexString(classes.names().hashCode()) + " of " + classes.count());
    described.put("videos", Integer.toHexString(entries.stream()
        .map(entry -> entry.key() + ' ' + entry.label().orElse(-1)).toList().hashCode()) + " of " + entries.size());
    return described;
  }

  private interface Attempt<T> {
    T get() throws IOException;
  }

  private <T> T checked(Attempt<T> attempt) throws IOException {
    try {
      return attempt.get();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
