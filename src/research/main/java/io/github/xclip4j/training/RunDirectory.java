package io.github.xclip4j.training;

import io.github.xclip4j.Checkpoint;
import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.cli.checkpoints.ConfigWriter;
import io.github.xclip4j.cli.checkpoints.SafetensorsWriter;
import io.github.xclip4j.cli.files.AtomicDirectory;
import io.github.xclip4j.cli.files.AtomicFile;
import io.github.xclip4j.cli.files.JsonText;
import io.github.xclip4j.internal.weights.CheckpointNames;
import io.github.xclip4j.internal.weights.ExpectedTensor;
import io.github.xclip4j.internal.weights.Safetensors;
import io.github.xclip4j.internal.weights.StoredWeights;
import io.github.xclip4j.weights.DType;
import io.github.xclip4j.weights.TensorInfo;
import io.github.xclip4j.weights.WeightSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where a run keeps its checkpoints: {@code checkpoint-STEP}, the last and the best, each a complete checkpoint directory
 * with the optimizer's state; {@code metrics.jsonl} and {@code trainer_state.json}.
 */
/*
 * A checkpoint is made under a hidden name and renamed when it is complete and on the disk: a run that is killed at any
 * moment leaves whole checkpoints and hidden remains, which the next run removes. metrics.jsonl is written again from
 * the checkpoint's log when a run is taken up.
 */
public final class RunDirectory {
  private static final Pattern NAME = Pattern.compile("checkpoint-(\\d+)");
  private static final String STATE = "trainer_state.json";
  private static final String SETTINGS = "training_settings.json";
  private static final String EVENTS = "events.out.tfevents.0.xclip4j";
  private static final String OPTIMIZER = "optimizer.safetensors";
  private static final List<String> COMPANIONS = List.of("config.json", "preprocessor_config.json", "vocab.json",
      "merges.txt", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json");

  private final Path directory;
  private final Path base;
  private final Checkpoint checkpoint;
  private final Map<String, String> settings;
  private final List<String> labels;
  private final long steps;
  private final int epochs;

  private RunDirectory(Path directory, Path base, Checkpoint checkpoint, Map<String, String> settings,
      List<String> labels, long steps, int epochs) {
    this.directory = directory;
    this.base = base;
    this.checkpoint = checkpoint;
    this.settings = new TreeMap<>(settings);
    this.labels = List.copyOf(labels);
    this.steps = steps;
    this.epochs = epochs;
  }

  /**
   * A run's directory, which is made if it is not there.
   *
   * @param base the directory of the checkpoint that the run starts from
   * @param settings that decide what becomes of the run: it is taken up again only with the same
   * @throws IOException if it cannot be made, or holds other things than a run
   */
  public static RunDirectory open(Path directory, Path base, Map<String, String> settings, List<String> labels,
      long steps, int epochs) throws IOException {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new IOException(directory + ": is a file; name the directory of a run");
    }
    try {
      Files.createDirectories(directory);
    } catch (FileSystemException e) {
      throw new IOException(directory + ": the directory cannot be made: "
          + (e.getReason() == null ? "check the permissions of the folder above" : e.getReason()), e);
    }
    RunDirectory run = new RunDirectory(directory, base, Checkpoint.open(base), settings, labels, steps, epochs);
    run.removeRemains();
    return run;
  }

  /**
   * Writes a model as a complete checkpoint directory, for a loop of one's own.
   *
   * @param directory new or empty
   * @param base the directory of the checkpoint that the model was loaded from
   * @throws IOException if it cannot be written; nothing is there then
   */
  public static void export(TrainableModel model, Path base, Path directory) throws IOException {
    RunDirectory run = new RunDirectory(directory, base, Checkpoint.open(base), Map.of(), List.of(), 0, 0);
    try (AtomicDirectory made = AtomicDirectory.create(directory)) {
      run.writeModel(made, model);
      run.copyCompanions(made);
      made.commit();
    }
  }

  /** Whether a run was begun in a directory. */
  public static boolean isBegun(Path directory) throws IOException {
    return Files.isDirectory(directory) && !checkpoints(directory).isEmpty();
  }

  private static TreeMap<Long, Path> checkpoints(Path directory) throws IOException {
    TreeMap<Long, Path> found = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Matcher matcher = NAME.matcher(file.getFileName().toString());
        if (matcher.matches() && Files.isDirectory(file)) {
          found.put(Long.parseLong(matcher.group(1)), file);
        }
      }
    }
    return found;
  }

  /** Takes up the last checkpoint; a new run is at its start. */
  TrainingState restore(TrainableModel model) throws IOException {
    TreeMap<Long, Path> found = checkpoints(directory);
    if (found.isEmpty()) {
      TrainingState start = TrainingState.start();
      writeLog(start);
      return start;
    }
    Path last = found.lastEntry().getValue();
    requireSameSettings(last);
    TrainingState state = TrainingState.of(JsonMapper.shared().readTree(Files.readString(last.resolve(STATE))));
    Map<String, float[]> weights = new HashMap<>();
    Map<String, float[]> moments = new HashMap<>();
    try (StoredWeights stored = Safetensors.open(last.resolve("model.safetensors"));
        StoredWeights optimizer = Safetensors.open(last.resolve(OPTIMIZER))) {
      for (Trainable each : model.trainables()) {
        if (optimizer.names().contains(each.name())) {
          weights.put(each.name(), stored.floats(each.name()));
          moments.put(each.name(), optimizer.floats(each.name()));
        }
      }
    }
    model.restore(weights, moments);
    writeLog(state);
    show(state);
    return state;
  }

  private void requireSameSettings(Path last) throws IOException {
    JsonNode written = JsonMapper.shared().readTree(Files.readString(last.resolve(SETTINGS)));
    for (Map.Entry<String, String> each : settings.entrySet()) {
      String before = written.path(each.getKey()).asString("");
      if (!before.equals(each.getValue())) {
        throw new IOException(last + ": was made with " + each.getKey() + " " + before + ", not " + each.getValue()
            + ": take the run up with the same settings, or name another directory");
      }
    }
  }

  /** Appends what was logged last to the metrics. */
  void log(TrainingState state) {
    try {
      Files.write(directory.resolve("metrics.jsonl"), line(state.log().getLast()).getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void writeLog(TrainingState state) throws IOException {
    StringBuilder lines = new StringBuilder();
    state.log().forEach(entry -> lines.append(line(entry)));
    AtomicFile.write(directory.resolve("metrics.jsonl"), lines.toString());
  }

  private static String line(ObjectNode entry) {
    return new String(JsonText.compact(entry), StandardCharsets.UTF_8) + "\n";
  }

  /**
   * Writes a checkpoint; of the others the best stays.
   *
   * @return its directory
   */
  Path save(TrainableModel model, TrainingState state) throws IOException {
    Path complete = directory.resolve("checkpoint-" + state.step());
    Path hidden = directory.resolve(".checkpoint-" + state.step());
    delete(hidden);
    try (AtomicDirectory made = AtomicDirectory.create(hidden)) {
      writeModel(made, model);
      writeOptimizer(made, model);
      copyCompanions(made);
      try (AtomicFile card = made.file("README.md")) {
        card.write(ModelCard.text(base.getFileName().toString(), state, labels, settings));
      }
      write(made, STATE, state.json(steps, epochs));
      ObjectNode node = JsonMapper.shared().createObjectNode();
      settings.forEach(node::put);
      write(made, SETTINGS, node);
      made.commit();
      Files.move(hidden, complete, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      delete(hidden);
    }
    show(state);
    return complete;
  }

  /** What lies beside the checkpoints says the same as the last one, also if the run was killed just after that. */
  private void show(TrainingState state) throws IOException {
    AtomicFile.write(directory.resolve(STATE), JsonText.indented(state.json(steps, epochs)));
    EventFile.write(directory.resolve(EVENTS), state.log());
    AtomicFile.write(directory.resolve("chart.svg"), RunChart.svg(state.log(), steps));
    link("last", Path.of("checkpoint-" + state.step()));
    if (state.bestStep().isPresent()) {
      link("best", Path.of("checkpoint-" + state.bestStep().getAsLong()));
    }
    prune(state);
  }

  private static void write(AtomicDirectory made, String name, ObjectNode root) throws IOException {
    try (AtomicFile file = made.file(name)) {
      file.write(JsonText.indented(root));
    }
  }

  private void writeModel(AtomicDirectory made, TrainableModel model) throws IOException {
    Map<String, Trainable> trained = new HashMap<>();
    model.trainables().forEach(each -> trained.put(each.name(), each));
    try (WeightSource source = checkpoint.openWeights()) {
      Map<String, TensorInfo> tensors = new LinkedHashMap<>();
      for (ExpectedTensor expected : CheckpointNames.model(checkpoint.config())) {
        DType stored = source.info(expected.name()).dtype();
        boolean kept = !trained.containsKey(expected.name())
            && (stored == DType.F32 || stored == DType.F16 || stored == DType.BF16);
        tensors.put(expected.name(), new TensorInfo(kept ? stored : DType.F32, expected.shape()));
      }
      try (SafetensorsWriter writer =
          SafetensorsWriter.create(made.file("model.safetensors"), tensors, Map.of("format", "pt"))) {
        for (String name : tensors.keySet()) {
          Trainable trainable = trained.get(name);
          if (trainable != null) {
            float[] values = model.weights(trainable);
            writer.floats(name, values, 0, values.length);
          } else {
            copy(writer, name, source.matrix(name));
          }
        }
        writer.commit();
      }
    }
  }

  private static void copy(SafetensorsWriter writer, String name, Matrix matrix) throws IOException {
    float[] row = new float[matrix.cols()];
    for (int i = 0; i < matrix.rows(); i++) {
      matrix.read(i, 0, row.length, row, 0);
      writer.floats(name, row, 0, row.length);
    }
  }

  private static void writeOptimizer(AtomicDirectory made, TrainableModel model) throws IOException {
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    for (Trainable each : model.trainables()) {
      List<Long> shape = new ArrayList<>(List.of(2L));
      shape.addAll(each.shape());
      tensors.put(each.name(), new TensorInfo(DType.F32, shape));
    }
    try (SafetensorsWriter writer = SafetensorsWriter.create(made.file(OPTIMIZER), tensors, Map.of())) {
      for (Trainable each : model.trainables()) {
        float[] values = model.moments(each);
        writer.floats(each.name(), values, 0, values.length);
      }
      writer.commit();
    }
  }

  private void copyCompanions(AtomicDirectory made) throws IOException {
    for (String name : COMPANIONS) {
      Path file = base.resolve(name);
      if (!Files.isRegularFile(file)) {
        continue;
      }
      if (name.equals("config.json") && Files.readString(file).contains("quantization_config")) {
        write(made, name, ConfigWriter.tree(checkpoint.config()));
      } else {
        made.copy(file);
      }
    }
  }

  /** A link to a checkpoint, where the system has links. */
  private void link(String name, Path target) throws IOException {
    Path hidden = directory.resolve("." + name);
    try {
      Files.deleteIfExists(hidden);
      Files.createSymbolicLink(hidden, target);
    } catch (UnsupportedOperationException | FileSystemException _) {
      return; // the state names both
    }
    Files.move(hidden, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private void prune(TrainingState state) throws IOException {
    for (Map.Entry<Long, Path> each : checkpoints(directory).entrySet()) {
      long step = each.getKey();
      if (step != state.step() && step != state.bestStep().orElse(-1)) {
        Path hidden = directory.resolve(".old-" + each.getValue().getFileName());
        delete(hidden);
        Files.move(each.getValue(), hidden, StandardCopyOption.ATOMIC_MOVE);
        delete(hidden);
      }
    }
  }

  private void removeRemains() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.startsWith(".checkpoint-") || name.startsWith(".old-checkpoint-")) {
          delete(file);
        }
      }
    }
  }

  private static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(tree)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }

  /** Where the best checkpoint is, or the last where nothing was validated; absent before the first. */
  public Optional<Path> best() throws IOException {
    TreeMap<Long, Path> found = checkpoints(directory);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Path last = found.lastEntry().getValue();
    TrainingState state = TrainingState.of(JsonMapper.shared().readTree(Files.readString(last.resolve(STATE))));
    return Optional.of(state.bestStep().isPresent() ? directory.resolve("checkpoint-" + state.bestStep().getAsLong())
        : last);
  }
}
