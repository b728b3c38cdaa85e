package io.github.xclip4j.benchmarks;

import ai.onnxruntime.OrtException;
import io.github.xclip4j.Checkpoint;
import io.github.xclip4j.Labels;
import io.github.xclip4j.Session;
import io.github.xclip4j.VideoBatch;
import io.github.xclip4j.XClip;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.cli.checkpoints.ProceduralWeights;
import io.github.xclip4j.config.XClipConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Whole models against ONNX Runtime on the graph of the same model, the same weights, inputs and threads. Outputs are
 * compared before anything is timed.
 */
final class Comparison {
  private static final String SECTION = "compare";
  private static final int CONTEXT = 77;

  private final Settings settings;
  private final Path peers;

  /** @param peers the folder of the graphs */
  Comparison(Settings settings, Path peers) {
    this.settings = settings;
    this.peers = peers;
  }

  /** {@code get_video_features} of one video; ONNX Runtime's time over ours. */
  Result videoFeatures(String model, int threads) throws Exception {
    XClipConfig config = Models.named(model);
    Path graph = graph(model + ".video");
    try (Backend backend = Engines.open(settings.backend(), threads);
        XClip ours = XClip.load(Checkpoint.of(config, new ProceduralWeights(config)), backend);
        Session session = ours.session();
        OnnxPeer peer = new OnnxPeer(graph, threads)) {
      VideoBatch video = Models.videos(config.vision(), 1);
      pixels(peer, config);
      double difference = agreed(session.videoFeatures(video).values(), peer.run());
      double[][] seconds = settings.rounds().seconds(List.of(() -> session.videoFeatures(video), peer::run));
      return Result.ratio(SECTION, model + " video features, " + Settings.threads(threads), seconds[0], seconds[1])
          .with("difference", difference);
    }
  }

  /**
   * One video and {@code count} labels: the peer computes all of its graph on texts padded to the context, ours what is
   * left of it.
   *
   * @param bank whether the label bank is there already, as for every video but the first
   */
  Result classify(String model, int count, LabelBank bank, int threads) throws Exception {
    XClipConfig config = Models.named(model);
    Path graph = graph(model + ".classify");
    try (Backend backend = Engines.open(settings.backend(), threads);
        XClip ours = XClip.load(Checkpoint.of(config, new ProceduralWeights(config)), backend);
        Session session = ours.session();
        OnnxPeer peer = new OnnxPeer(graph, threads)) {
      VideoBatch video = Models.videos(config.vision(), 1);
      List<int[]> texts = Models.texts(count);
      List<String> names = Models.names(count);
      pixels(peer, config);
      peer.input("input_ids", Models.padded(texts, CONTEXT));
      try (Labels known = ours.labels(names, texts)) {
        double difference = agreed(session.logits(video, known).values(), peer.run());
        Rounds.Work classify = switch (bank) {
          case WARM -> () -> session.logits(video, known);
          case COLD -> () -> {
            try (Labels fresh = ours.labels(names, texts)) {
              session.logits(video, fresh);
            }
          };
        };
        double[][] seconds = settings.rounds().seconds(List.of(classify, peer::run));
        String measure = model + " classify, " + count + " labels, bank " + bank.name().toLowerCase() + ", "
            + Settings.threads(threads);
        return Result.ratio(SECTION, measure, seconds[0], seconds[1]).with("difference", difference);
      }
    }
  }

  /** Our own video features on one thread over those on {@code threads}. */
  Result scaling(String model, int threads) throws Exception {
    XClipConfig config = Models.named(model);
    try (Backend many = Engines.open(settings.backend(), threads);
        Backend one = Engines.open(settings.backend(), 1);
        XClip manyModel = XClip.load(Checkpoint.of(config, new ProceduralWeights(config)), many);
        XClip oneModel = XClip.load(Checkpoint.of(config, new ProceduralWeights(config)), one);
        Session manySession = manyModel.session();
        Session oneSession = oneModel.session()) {
      VideoBatch video = Models.videos(config.vision(), 1);
      double[][] seconds = settings.rounds().seconds(
          List.of(() -> manySession.videoFeatures(video), () -> oneSession.videoFeatures(video)));
      String measure = model + " video features, " + Settings.threads(threads) + " over one";
      return Result.ratio(SECTION, measure, seconds[0], seconds[1])
          .renamed("theirs ms", "one thread ms");
    }
  }

  /** Whether labels are encoded within the measured time. */
  enum LabelBank {
    COLD,
    WARM
  }

  private Path graph(String name) throws IOException {
    return PeerGraph.prepare(peers, name, settings.work());
  }

  private static void pixels(OnnxPeer peer, XClipConfig config) throws OrtException {
    int side = config.vision().imageSize();
    peer.input("pixel_values", Models.pixels(config.vision(), 1), 1, config.vision().numFrames(),
        config.vision().numChannels(), side, side);
  }

  private double agreed(float[] ours, float[] theirs) {
    double difference = Statistics.relativeL2(ours, theirs);
    double limit = Engines.largestDifference(settings.backend());
    if (!(difference <= limit)) {
      throw new IllegalStateException("the outputs differ by " + difference + " (relative L2), more than "
          + limit + ": the two do not compute the same, so their times say nothing");
    }
    return difference;
  }
}
