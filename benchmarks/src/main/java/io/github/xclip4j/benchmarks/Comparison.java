package io.github.xclip4j.benchmarks;

import ai.onnxruntime.OrtException;
import io.github.xclip4j.Checkpoint;
import io.github.xclip4j.Labels;
import io.github.xclip4j.Session;
import io.github.xclip4j.VideoBatch;
import io.github.xclip4j.XClip;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Matrix.Storage;
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
  private static final Path TORCH_SCRIPT = Path.of("benchmarks", "peers", "xclip_features.py");

  private final MeasurementOptions settings;
  private final Storage weights;
  private final Path peers;
  private final String python;

  /**
   * @param weights what the file of our video features has; of 8 bits they are only its linear layers
   * @param peers the folder of the graphs
   * @param python an interpreter with torch and transformers
   */
  Comparison(MeasurementOptions settings, Storage weights, Path peers, String python) {
    this.settings = settings;
    this.weights = weights;
    this.peers = peers;
    this.python = python;
  }

  /** Who else computes the features of a video. */
  enum VideoPeer {
    /** ONNX Runtime on the graph as it was exported. */
    ONNX("", Kind.FLOAT),
    /** ONNX Runtime with dynamic 8-bit products. */
    ONNX_INT8(" against ONNX Runtime in 8 bits", Kind.INT8),
    /** PyTorch, compiled. */
    TORCH(" against compiled PyTorch", Kind.FLOAT),
    /** PyTorch, compiled, in bf16. */
    TORCH_BF16(" against compiled PyTorch in bf16", Kind.BF16),
    /** The SIMD backend. */
    SIMD(" against simd", Kind.FLOAT);

    private final String words;
    private final Kind kind;

    VideoPeer(String words, Kind kind) {
      this.words = words;
      this.kind = kind;
    }
  }

  /** How exactly a peer computes; the largest relative L2 difference that it may add to ours. */
  private enum Kind {
    FLOAT(0),
    BF16(3e-2),
    INT8(1e-1);

    private final double difference;

    Kind(double difference) {
      this.difference = difference;
    }
  }

  /** {@code get_video_features} of one video; the peer's time over ours. */
  Result videoFeatures(String model, VideoPeer which, int threads) throws Exception {
    XClipConfig config = Models.named(model);
    try (Peer peer = peer(model, which, threads);
        Backend backend = Engines.open(settings.backend(), threads);
        XClip ours = load(model, config, backend);
        Session session = ours.session()) {
      VideoBatch video = Models.videos(config.vision(), 1);
      double difference = agreed(session.videoFeatures(video).values(), peer.run(), which.kind);
      double[][] seconds = settings.rounds().seconds(List.of(() -> session.videoFeatures(video), peer::run));
      return Result.ratio(SECTION, model + " video features" + which.words + ours() + ", "
          + MeasurementOptions.threads(threads), seconds[0], seconds[1]).with("difference", difference);
    }
  }

  /** What to say of a backend that is not the usual one. */
  private String ours() {
    String stored = weights == Storage.F32 ? "" : ", weights of " + weights;
    return settings.backend().equals("simd") && stored.isEmpty() ? "" : " (" + settings.backend() + stored + ")";
  }

  private XClip load(String model, XClipConfig config, Backend backend) throws IOException {
    return weights == Storage.F32
        ? XClip.load(Checkpoint.of(config, new ProceduralWeights(config)), backend)
        : Models.narrow(model, weights, backend, settings.work());
  }

  private Peer peer(String model, VideoPeer which, int threads) throws Exception {
    return switch (which) {
      case ONNX -> onnx(graph(model + ".video"), model, threads);
      case ONNX_INT8 -> onnx(OnnxQuantizer.quantize(graph(model + ".video")), model, threads);
      case TORCH -> new TorchPeer(python, TORCH_SCRIPT, model, "float32", threads);
      case TORCH_BF16 -> new TorchPeer(python, TORCH_SCRIPT, model, "bf16", threads);
      case SIMD -> new BackendPeer("simd", model, threads);
    };
  }

  private static OnnxPeer onnx(Path graph, String model, int threads) throws OrtException {
    OnnxPeer peer = new OnnxPeer(graph, threads);
    pixels(peer, Models.named(model));
    return peer;
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
        double difference = agreed(session.logits(video, known).values(), peer.run(), Kind.FLOAT);
        Rounds.Work classify = switch (bank) {
          case WARM -> () -> session.logits(video, known);
          case COLD -> () -> {
            try (Labels fresh = ours.labels(names, texts)) {
              session.logits(video, fresh);
            }
          };
        };
        double[][] seconds = settings.rounds().seconds(List.of(classify, peer::run));
        String measure = model + " classify, " + count + " labels, bank " + bank.name().toLowerCase() + ours() + ", "
            + MeasurementOptions.threads(threads);
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
      String measure = model + " video features" + ours() + ", " + MeasurementOptions.threads(threads) + " over one";
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

  private double agreed(float[] ours, float[] theirs, Kind kind) {
    double difference = Statistics.relativeL2(ours, theirs);
    double limit = Engines.largestDifference(settings.backend()) + kind.difference
        + (weights == Storage.F32 ? 0 : Kind.INT8.difference);
    if (!(difference <= limit)) {
      throw new IllegalStateException("the outputs differ by " + difference + " (relative L2), more than "
          + limit + ": the two do not compute the same, so their times say nothing");
    }
    return difference;
  }
}
