package io.github.xclip4j.benchmarks;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Lane;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.ScratchPlan;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.config.VisionConfig;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.model.Network;
import io.github.xclip4j.model.Probe;
import io.github.xclip4j.model.Sequences;
import io.github.xclip4j.weights.ProceduralWeights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where the time of a classification goes: each stage by itself, on what the stages before it made. */
final class Stages {
  private static final String SECTION = "stages";

  private final Settings settings;
  private final String model;
  private final XClipConfig config;
  private final int threads;

  Stages(Settings settings, String model, int threads) {
    this.settings = settings;
    this.model = model;
    this.config = Models.named(model);
    this.threads = threads;
  }

  /** One result per stage, in milliseconds per call. */
  List<Result> measure(int videos, int labels) throws Exception {
    try (Backend backend = Engines.open(settings.backend(), threads);
        Network network = new Network(config, new ProceduralWeights(config), backend)) {
      long elements = ScratchPlan.elements(backend,
          lane -> stages(lane, network, videos, labels).values().forEach(Runnable::run));
      try (Lane lane = backend.lane(elements)) {
        Map<String, Runnable> stages = stages(lane, network, videos, labels);
        List<Rounds.Work> contestants = new ArrayList<>();
        stages.values().forEach(stage -> contestants.add(stage::run));
        double[][] seconds = settings.rounds().seconds(contestants);
        List<Result> results = new ArrayList<>();
        int index = 0;
        for (String stage : stages.keySet()) {
          double[] times = seconds[index++];
          String measure = model + ", batch " + videos + ", " + labels + " labels, " + Settings.threads(threads)
              + ": " + stage;
          results.add(Result.of(SECTION, measure, 1e3 * Statistics.median(times), "ms")
              .with("ms per video", 1e3 * Statistics.median(times) / videos)
              .with("p25 ms", 1e3 * Statistics.percentile(times, 25))
              .with("p75 ms", 1e3 * Statistics.percentile(times, 75)));
        }
        return results;
      }
    }
  }

  private Map<String, Runnable> stages(Lane lane, Network network, int videos, int labels) {
    VisionConfig vision = config.vision();
    int width = config.projectionDim();
    Sequences texts = Sequences.ragged(Models.texts(labels));
    Tensor pixels =
        lane.tensor(videos * vision.numFrames(), vision.numChannels() * vision.imageSize(), vision.imageSize());
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
    lane.writePixels(pixels, bytes, tables);
    Tensor encoded = network.frames().encode(lane, pixels, videos, Probe.NONE);
    Tensor frames = network.projectFrames(lane, network.frames().pooled(lane, encoded), videos);
    Tensor video = network.mit().pooled(lane, network.mit().encode(lane, frames, Probe.NONE));
    Tensor text = lane.tensor(1, labels, width);
    lane.write(text, ProceduralWeights.uniform("text", 1, labels * width));
    Tensor queries = network.prompts().hasLayers() ? network.prompts().firstQueries(lane, text) : text;
    Tensor visual = network.visual(lane, network.frames().patchesOf(encoded), videos);
    Tensor prompted = network.prompts().generate(lane, text, queries, visual);
    Tensor scores = lane.tensor(videos, 1, labels);

    Map<String, Runnable> stages = new LinkedHashMap<>();
    stages.put("normalise 8-bit pixels", () -> lane.writePixels(pixels, bytes, tables));
    stages.put("frame tower", scoped(lane, () -> network.frames().encode(lane, pixels, videos, Probe.NONE)));
    stages.put("MIT", scoped(lane, () -> network.mit().pooled(lane, network.mit().encode(lane,
        network.projectFrames(lane, network.frames().pooled(lane, encoded), videos), Probe.NONE))));
    stages.put("text, all labels", scoped(lane, () -> network.projectText(lane, network.text().pooled(lane,
        network.text().encode(lane, texts, Mask.CAUSAL, Probe.NONE), texts))));
    stages.put("prompt generator", scoped(lane, () -> network.prompts().generate(lane, text, queries,
        network.visual(lane, network.frames().patchesOf(encoded), videos))));
    stages.put("scores", scoped(lane, () -> {
      Tensor unit = lane.tensor(videos, labels, width);
      lane.ops().normalize(unit, prompted);
      lane.ops().scores(scores, video, unit, network.logitScale());
    }));
    return stages;
  }

  private static Runnable scoped(Lane lane, Runnable work) {
    return () -> {
      try (Lane.Scope _ = lane.scope()) {
        work.run();
      }
    };
  }
}
