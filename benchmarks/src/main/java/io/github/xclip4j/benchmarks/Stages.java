package io.github.xclip4j.benchmarks;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.cli.checkpoints.ProceduralWeights;
import io.github.xclip4j.config.VisionConfig;
import io.github.xclip4j.internal.backend.ScratchPlan;
import io.github.xclip4j.internal.model.Encoded;
import io.github.xclip4j.internal.model.FoldedPrompts;
import io.github.xclip4j.internal.model.LabelTensors;
import io.github.xclip4j.internal.model.Network;
import io.github.xclip4j.internal.model.Probe;
import io.github.xclip4j.internal.model.VideoTensors;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The stages that a classification has once the label bank is there, each by itself. */
final class Stages {
  /** The stages that do the same for any number of labels. */
  static final List<String> OF_VIDEOS = List.of("normalise pixels", "frame tower", "MIT");

  private final Network network;
  private final Calls calls;
  private final Duration shortest;

  /**
   * @param calls of each stage
   * @param shortest stages are repeated within a call until it takes this long
   */
  Stages(Network network, Calls calls, Duration shortest) {
    this.network = network;
    this.calls = calls;
    this.shortest = shortest;
  }

  /**
   * Times stages on made-up tensors of the shapes that the stages before them make.
   *
   * @param known stages that need not be timed
   * @return the median of each other stage, in seconds per call
   */
  Map<String, Double> measure(int videos, int labels, Collection<String> known) throws Exception {
    Map<String, Double> seconds = new LinkedHashMap<>();
    try (FoldedPrompts folded = folded()) {
      measure(seconds, videos, labels, known, folded);
    }
    return seconds;
  }

  private void measure(Map<String, Double> seconds, int videos, int labels, Collection<String> known,
      FoldedPrompts folded) throws Exception {
    Backend backend = network.backend();
    long elements = ScratchPlan.elements(backend,
        context -> stages(context, videos, labels, folded).values().forEach(Runnable::run));
    try (Context context = backend.context(elements)) {
      for (Map.Entry<String, Runnable> stage : stages(context, videos, labels, folded).entrySet()) {
        if (!known.contains(stage.getKey())) {
          seconds.put(stage.getKey(), Statistics.median(calls.seconds(stage.getValue()::run, shortest)));
        }
      }
    }
  }

  private FoldedPrompts folded() {
    int width = network.config().projectionDim();
    float[] units = new float[width * width];
    for (int i = 0; i < width; i++) {
      units[i * width + i] = 1;
    }
    long elements = ScratchPlan.elements(network.backend(),
        context -> network.promptWeights(context, context.tensor(1, width, width)));
    try (Context context = network.backend().context(elements); Context.Scope _ = context.scope()) {
      Tensor input = context.tensor(1, width, width);
      context.write(input, units);
      return network.fold(network.promptWeights(context, input).stream().map(context::read).toList());
    }
  }

  private Map<String, Runnable> stages(Context context, int videos, int labels, FoldedPrompts folded) {
    VisionConfig vision = network.config().vision();
    int width = network.config().projectionDim();
    Tensor pixels = network.pixels(context, videos);
    byte[] bytes = new byte[(int) pixels.elements()];
    float[][] tables = new float[vision.numChannels()][256];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (31 * i);
    }
    for (float[] table : tables) {
      for (int i = 0; i < table.length; i++) {
        table[i] = (i - 127.5f) / 64;
      }
    }
    int rows = videos * vision.numFrames();
    Encoded frames = new Encoded(
        uniform(context, "tokens", context.tensor(rows, vision.patches() + 1, vision.hiddenSize())),
        uniform(context, "class tokens", context.tensor(rows, 1, vision.hiddenSize())));
    Tensor video = uniform(context, "video", context.tensor(videos, 1, width));
    LabelTensors bank = network.labels(context, uniform(context, "text", context.tensor(1, labels, width)));
    Tensor prompted = uniform(context, "prompted", context.tensor(videos, labels, width));
    Tensor scores = context.tensor(videos, 1, labels);

    Map<String, Runnable> stages = new LinkedHashMap<>();
    stages.put("normalise pixels", () -> context.writePixels(pixels, bytes, tables));
    stages.put("frame tower", scoped(context, () -> network.encodeFrames(context, pixels, Probe.NONE)));
    stages.put("MIT", scoped(context, () -> network.integrateFrames(context, frames, Probe.NONE)));
    stages.put("prompt generator", scoped(context,
        () -> network.promptLabels(context, bank, network.patchFeatures(context, frames))));
    VideoTensors kept = new VideoTensors(video,
        uniform(context, "patches", context.tensor(videos, vision.patches(), width)));
    stages.put("whole: kept features to scores", scoped(context, () -> network.logits(context, scores, kept, bank)));
    stages.put("whole: kept features to scores, folded",
        scoped(context, () -> network.logits(context, scores, kept, bank, folded)));
    stages.put("scores", scoped(context, () -> network.compare(context, scores, video, prompted)));
    return stages;
  }

  private static Tensor uniform(Context context, String name, Tensor target) {
    context.write(target, ProceduralWeights.uniform(name, 1, Math.toIntExact(target.elements())));
    return target;
  }

  private static Runnable scoped(Context context, Runnable work) {
    return () -> {
      try (Context.Scope _ = context.scope()) {
        work.run();
      }
    };
  }
}
