package io.github.xclip4j.training;

import io.github.xclip4j.Checkpoint;
import io.github.xclip4j.FloatArray;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Constant;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.config.VisionConfig;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.internal.backend.ScratchPlan;
import io.github.xclip4j.internal.model.Encoded;
import io.github.xclip4j.internal.model.LabelTensors;
import io.github.xclip4j.internal.model.Network;
import io.github.xclip4j.internal.model.Probe;
import io.github.xclip4j.internal.model.Sequences;
import io.github.xclip4j.internal.weights.Fingerprint;
import io.github.xclip4j.weights.WeightSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * An X-CLIP model whose parameters learn. A step is {@link #accumulate}, of one batch or several, and {@link #update}.
 * For one thread at a time. Results are the same to the bit for every number of threads of the backend.
 *
 * <p>{@link Trainer} is the loop with everything around it; this is for a loop of one's own.
 */
public final class TrainableModel implements AutoCloseable {
  private static final int TOKENS_PER_PIECE = 4096;

  private final Backend backend;
  private final String fingerprint;
  private final Memory memory;
  private final TrainableParameters parameters;
  private final Network network;
  private final Optimizer optimizer;
  private final Map<Object, Long> plans = new HashMap<>();
  private List<Sequences> texts = List.of();
  private int labels;
  private Optional<Constant> textEmbeddings = Optional.empty(); // of frozen texts, or of this moment's
  private Context context;
  private long capacity;
  private long accumulated; // videos since the last update

  /** What is kept of the layers between the way forth and the way back. */
  public enum Memory {
    /** All values: fast. */
    VALUES(Tape.Keeping.VALUES),
    /** The input of each layer; the rest is computed a second time, a layer at a time. */
    BLOCK_INPUTS(Tape.Keeping.BLOCK_INPUTS);

    private final Tape.Keeping keeping;

    Memory(Tape.Keeping keeping) {
      this.keeping = keeping;
    }
  }

  private record Shape(String work, Class<?> kind, int videos, int labels) {}

  private TrainableModel(Backend backend, Memory memory, TrainableParameters parameters, Network network,
      String fingerprint) {
    this.fingerprint = fingerprint;
    this.backend = backend;
    this.memory = memory;
    this.parameters = parameters;
    this.network = network;
    this.optimizer = new Optimizer(backend);
    this.context = backend.context(0);
  }

  /**
   * Loads a model.
   *
   * @param tuned which parameters are trained
   * @throws IOException if the weights are missing or damaged
   * @throws IllegalArgumentException if a pattern fits no parameter, or the backend cannot train
   */
  public static TrainableModel load(Checkpoint checkpoint, Backend backend, Tuned tuned, Memory memory)
      throws IOException {
    backend.adjointsUnavailable().ifPresent(reason -> {
      throw new IllegalArgumentException(reason);
    });
    try (WeightSource source = checkpoint.openWeights()) {
      return load(checkpoint.config(), source, backend, tuned, memory);
    }
  }

  /**
   * A model with the weights of a source, which is not needed afterwards.
   *
   * @throws IllegalArgumentException if a pattern fits no parameter
   */
  static TrainableModel load(XClipConfig config, WeightSource source, Backend backend, Tuned tuned, Memory memory)
      throws IOException {
    tuned.check(source.names());
    TrainableParameters parameters = new TrainableParameters(source, backend, tuned);
    try {
      TrainableModel model = new TrainableModel(backend, memory, parameters, new Network(config, parameters),
          Fingerprint.of(config, source).digest());
      parameters.pack(model.context);
      return model;
    } catch (IOException | RuntimeException e) {
      parameters.close();
      throw e;
    }
  }

  public XClipConfig config() {
    return network.config();
  }

  /** Of the model as it was loaded: hexadecimal digits, equal for equal config and weights. */
  public String fingerprint() {
    return fingerprint;
  }

  /** What is trained, in the order of the model. */
  public List<Trainable> trainables() {
    return parameters.trainables().all();
  }

  /** Whether the frame tower is frozen, so that what it makes of videos can be kept. */
  public boolean hasFrozenFrames() {
    return trainables().stream().noneMatch(each -> each.name().startsWith("vision_model."));
  }

  /**
   * The labels that videos are scored with from now on.
   *
   * @param tokens of each label, with begin- and end-of-text
   * @throws IllegalArgumentException if there are none, or one is longer than the model's context
   */
  public void setLabels(List<int[]> tokens) {
    if (tokens.isEmpty()) {
      throw new IllegalArgumentException("there are no labels: give at least one");
    }
    texts = Sequences.pieces(tokens, TOKENS_PER_PIECE);
    labels = tokens.size();
    forgetTexts();
  }

  /** How many labels there are. */
  public int labels() {
    return labels;
  }

  private void forgetTexts() {
    textEmbeddings.ifPresent(backend::release);
    textEmbeddings = Optional.empty();
  }

  /**
   * Adds the gradients of a batch with the soft-target cross entropy, {@link Loss#softTargets}, of every video.
   *
   * @param targets [videos, labels], of which each row sums to one
   */
  public Loss accumulate(VideoInput videos, float[] targets) {
    return accumulate(videos, logits -> Loss.softTargets(logits, targets, labels));
  }

  /**
   * Adds the gradients of a batch with a loss of one's own.
   *
   * @param loss of the logits, [videos, labels] row by row; a mean over the videos
   */
  public Loss accumulate(VideoInput videos, Function<float[], Loss> loss) {
    Optional<Constant> fixedTexts = textsAreTrained() ? Optional.empty() : Optional.of(texts());
    Shape shape = new Shape("train", videos.getClass(), videos.videos(), labels);
    Context used = context(shape,
        planned -> pass(planned, videos, fixedTexts, logits -> new Loss(0, new float[logits.length])));
    Loss result = pass(used, videos, fixedTexts, loss);
    accumulated += videos.videos();
    return result;
  }

  private Loss pass(Context below, VideoInput videos, Optional<Constant> fixedTexts, Function<float[], Loss> loss) {
    try (Tape tape = new Tape(below, parameters.trainables(), memory.keeping)) {
      Tensor logits = tape.tensor(videos.videos(), 1, labels);
      LabelTensors encoded = fixedTexts.isPresent() ? network.labels(tape, fixedTexts.get().tensor())
          : network.labels(tape, texts);
      score(tape, logits, videos, encoded);
      Loss computed = loss.apply(tape.read(logits));
      if (computed.isFinite()) {
        tape.backward(logits, times(computed.gradient(), videos.videos()));
      }
      return computed;
    }
  }

  private static float[] times(float[] values, float factor) {
    float[] scaled = values.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= factor;
    }
    return scaled;
  }

  private boolean textsAreTrained() {
    return trainables().stream()
        .anyMatch(each -> each.name().startsWith("text_model.") || each.name().startsWith("text_projection."));
  }

  /** The text embeddings as the weights are now. */
  private Constant texts() {
    if (labels == 0) {
      throw new IllegalStateException("the model has no labels: set them first");
    }
    if (textEmbeddings.isEmpty()) {
      Context used = context(new Shape("texts", Sequences.class, 0, labels), this::encodeTexts);
      try (Context.Scope _ = used.scope()) {
        textEmbeddings = Optional.of(used.keep(encodeTexts(used)));
      }
    }
    return textEmbeddings.get();
  }

  private Tensor encodeTexts(Context used) {
    Tensor out = used.tensor(1, labels, config().projectionDim());
    network.textEmbeddings(used, out, texts);
    return out;
  }

  private void score(Context used, Tensor logits, VideoInput videos, LabelTensors encoded) {
    switch (videos) {
      case VideoInput.Pixels pixels -> network.logits(used, logits, place(used, pixels), encoded);
      case VideoInput.EncodedFrames frames -> network.logits(used, logits, place(used, frames), encoded);
    }
  }

  private Tensor place(Context used, VideoInput.Pixels pixels) {
    VisionConfig vision = config().vision();
    int[] shape = pixels.values().shape();
    if (shape[1] != vision.numFrames() || shape[2] != vision.numChannels() || shape[3] != vision.imageSize()
        || shape[4] != vision.imageSize()) {
      throw new IllegalArgumentException("pixels are " + pixels.values() + ", the model takes [videos, "
          + vision.numFrames() + ", " + vision.numChannels() + ", " + vision.imageSize() + ", " + vision.imageSize()
          + "]");
    }
    Tensor tensor = network.pixels(used, pixels.videos());
    used.write(tensor, pixels.values().values());
    return tensor;
  }

  private Encoded place(Context used, VideoInput.EncodedFrames frames) {
    VisionConfig vision = config().vision();
    int rows = frames.videos() * vision.numFrames();
    Tensor tokens = used.tensor(rows, vision.patches() + 1, vision.hiddenSize());
    used.write(tokens.slice(1, vision.patches()), frames.patches().values());
    Tensor classTokens = used.tensor(rows, 1, vision.hiddenSize());
    used.write(classTokens, frames.classTokens().values());
    return new Encoded(tokens, classTokens);
  }

  /**
   * Changes the weights by the gradients' mean over all videos since the last update.
   *
   * @param step from 0
   * @throws ArithmeticException if a gradient is not finite, naming the first such parameter; nothing is changed then
   */
  public void update(OptimizerSettings settings, Schedule schedule, long step) {
    if (accumulated == 0) {
      throw new IllegalStateException("there are no gradients: accumulate at least one batch before an update");
    }
    Context used = context("update", planned -> planned.tensor(1, 1, 1));
    requireFinite(used);
    optimizer.step(used, parameters.trainables(), settings, schedule, step, 1.0 / accumulated);
    parameters.packTrained(used);
    parameters.trainables().clearGradients(used);
    accumulated = 0;
    if (textsAreTrained()) {
      forgetTexts();
    }
  }

  /** Forgets what was accumulated since the last update. */
  public void clearGradients() {
    parameters.trainables().clearGradients(context);
    accumulated = 0;
  }

  private void requireFinite(Context used) {
    try (Context.Scope _ = used.scope()) {
      Tensor sum = used.tensor(1, 1, 1);
      used.adjoints().clear(sum);
      trainables().forEach(each -> used.adjoints().dotAdd(sum, each.gradient(), each.gradient()));
      if (Float.isFinite(used.read(sum)[0])) {
        return;
      }
      for (Trainable each : trainables()) {
        used.adjoints().clear(sum);
        used.adjoints().dotAdd(sum, each.gradient(), each.gradient());
        if (!Float.isFinite(used.read(sum)[0])) {
          throw new ArithmeticException("the gradient of " + each.name() + " is not finite");
        }
      }
      throw new ArithmeticException("the gradients are too large");
    }
  }

  /**
   * Scaled similarities of videos with the labels.
   *
   * @return [videos, labels]
   */
  public FloatArray logits(VideoInput videos) {
    Constant embeddings = texts();
    Shape shape = new Shape("score", videos.getClass(), videos.videos(), labels);
    Context used = context(shape, planned -> score(planned, videos, embeddings));
    try (Context.Scope _ = used.scope()) {
      return FloatArray.of(used.read(score(used, videos, embeddings)), videos.videos(), labels);
    }
  }

  private Tensor score(Context used, VideoInput videos, Constant embeddings) {
    Tensor logits = used.tensor(videos.videos(), 1, labels);
    score(used, logits, videos, network.labels(used, embeddings.tensor()));
    return logits;
  }

  /** What the frame tower makes of videos. */
  public VideoInput.EncodedFrames encodeFrames(VideoInput.Pixels videos) {
    VisionConfig vision = config().vision();
    float[] classTokens;
    float[] patches;
    Context used = context(new Shape("frames", videos.getClass(), videos.videos(), 0),
        planned -> network.encodeFrames(planned, place(planned, videos), Probe.NONE));
    try (Context.Scope _ = used.scope()) {
      Encoded encoded = network.encodeFrames(used, place(used, videos), Probe.NONE);
      classTokens = used.read(encoded.pooled());
      patches = used.read(encoded.lastHiddenState().slice(1, vision.patches()));
    }
    return new VideoInput.EncodedFrames(
        FloatArray.of(classTokens, videos.videos(), vision.numFrames(), vision.hiddenSize()),
        FloatArray.of(patches, videos.videos(), vision.numFrames(), vision.patches(), vision.hiddenSize()));
  }

  /** The values of a parameter, in the checkpoint's order. */
  public float[] weights(Trainable trainable) {
    return context.read(trainable.weight());
  }

  /** The gradient of a parameter, summed over the videos since the last update. */
  public float[] gradient(Trainable trainable) {
    return context.read(trainable.gradient());
  }

  /** The optimizer's means of gradients and of their squares, one after the other. */
  float[] moments(Trainable trainable) {
    return context.read(trainable.moments());
  }

  /** Goes on from a saved state: weights are set, and layers take them. */
  void restore(Map<String, float[]> weights, Map<String, float[]> moments) {
    List<String> missing = new ArrayList<>();
    for (Trainable each : trainables()) {
      float[] weight = weights.get(each.name());
      float[] moment = moments.get(each.name());
      if (weight == null || moment == null) {
        missing.add(each.name());
      } else {
        context.write(each.weight(), weight);
        context.write(each.moments(), moment);
      }
    }
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException("the saved state has no " + missing.getFirst() + ", which is trained"
          + (missing.size() > 1 ? ", nor " + (missing.size() - 1) + " others" : "") + ": was it another --tune?");
    }
    parameters.packTrained(context);
    forgetTexts();
  }

  /** The first tensor that is not finite where a loss is not: an input, a weight, or what is computed of them. */
  String nonFinite(VideoInput videos) {
    FloatArray input = switch (videos) {
      case VideoInput.Pixels pixels -> pixels.values();
      case VideoInput.EncodedFrames frames -> frames.patches();
    };
    if (!isFinite(input.values())) {
      return "the videos' values are not finite";
    }
    return trainables().stream().filter(each -> !isFinite(weights(each))).findFirst()
        .map(each -> "the weights of " + each.name() + " are not finite")
        .orElse("the logits are not finite");
  }

  private static boolean isFinite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  /** Bytes of scratch in use. */
  public long scratchBytes() {
    return capacity * Float.BYTES;
  }

  /**
   * A context with enough scratch for a piece of work.
   *
   * @param shape equal for work that needs the same scratch, so that it is planned once
   */
  private Context context(Object shape, Consumer<Context> plan) {
    long planned = plans.computeIfAbsent(shape, _ -> ScratchPlan.elements(backend, plan));
    if (planned > capacity) {
      context.close(); // before asking for the larger one, so that both need not fit
      capacity = 0;
      context = backend.context(planned);
      capacity = planned;
    }
    return context;
  }

  /** Gives everything back to the backend. */
  @Override
  public void close() {
    context.close();
    forgetTexts();
    optimizer.close();
    network.close();
  }
}
