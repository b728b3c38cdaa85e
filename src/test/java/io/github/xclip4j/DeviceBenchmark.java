package io.github.xclip4j;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.BackendOptions;
import io.github.xclip4j.backend.BackendUnavailableException;
import io.github.xclip4j.backend.Constant;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.backend.Use;
import io.github.xclip4j.cli.checkpoints.ProceduralWeights;
import io.github.xclip4j.config.TextConfig;
import io.github.xclip4j.config.VisionConfig;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.video.Pixels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Times matrix products and whole models on a GPU, and writes times and outputs as JSON, for {@link DeviceReport} and
 * for the comparison by the PyTorch script. The GPU bundle starts it.
 *
 * <p>A model is timed in two ways. <b>Model</b>: pixels are on the device as floats, and logits are read into a Java
 * array; the PyTorch script times the same. <b>End to end</b>: 8-bit pixels of a Java array are first copied to the
 * device.
 */
public final class DeviceBenchmark {
  private static final int WARM_UP = 5;
  private static final String CUDA = "cuda";
  private static final List<String> PRODUCTS =
      List.of("BEST", "CUBLAS_12", "CUBLAS_13", "OWN", "OWN_MMA", "OWN_WGMMA");
  /** Rows, inputs and outputs of the largest product, which measures the peak, and of the layers of the models. */
  private static final int[][] SHAPES = {
      {8192, 8192, 8192},
      {101376, 768, 2304}, {100864, 768, 768}, {100864, 768, 3072}, {100864, 3072, 768}, // base-patch16, 64 videos
      {408, 768, 2304}, {400, 768, 768}, {400, 768, 3072}, {400, 3072, 768} // base-patch32, one video
  };

  private final ObjectNode result = JsonMapper.shared().createObjectNode();
  private final boolean quick;

  private DeviceBenchmark(boolean quick) {
    this.quick = quick;
  }

  /**
   * {@code FILE [quick]} writes the JSON to a file; {@code quick} only checks that everything runs. {@code probe}
   * prints the device, or why there is none, with exit code 2.
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments[0].equals("probe")) {
      probe();
      return;
    }
    DeviceBenchmark benchmark = new DeviceBenchmark(arguments.length > 1 && arguments[1].equals("quick"));
    benchmark.run();
    Files.writeString(Path.of(arguments[0]), benchmark.result.toPrettyString());
  }

  private static void probe() {
    try (Backend backend = Backends.open(CUDA)) {
      System.out.println(backend.description());
    } catch (BackendUnavailableException e) {
      System.out.println(e.getMessage());
      System.exit(2);
    }
  }

  private void run() throws IOException {
    try (Backend backend = Backends.open(CUDA, BackendOptions.of("precision", "fast"))) {
      result.put("device", backend.description()).put("java", Runtime.version().toString()).put("quick", quick);
    }
    ObjectNode products = result.putObject("teraflops");
    for (String each : PRODUCTS) {
      products(each, products.putObject(each));
    }
    model("base-patch16", XClipConfig.fromTextVisionConfigs(TextConfig.defaults(),
        new VisionConfig(768, 3072, 12, 12, 512, 2048, 1, 8, 3, 224, 16, 8, Activation.QUICK_GELU, 1e-5)), 64);
    model("base-patch32", XClipConfig.defaults(), 1);
  }

  private static XClipConfig tiny() {
    return XClipConfig.fromTextVisionConfigs(
        new TextConfig(49408, 32, 64, 2, 4, 77, Activation.QUICK_GELU, 1e-5, 0, 2, 1),
        new VisionConfig(48, 96, 2, 4, 32, 64, 1, 8, 3, 32, 16, 2, Activation.QUICK_GELU, 1e-5));
  }

  private void products(String products, ObjectNode into) {
    try (Backend backend = Backends.open(CUDA, BackendOptions.of("precision", "fast").with("products", products))) {
      for (int[] shape : quick ? new int[][] {{64, 64, 64}} : SHAPES) {
        product(backend, shape[0], shape[1], shape[2], into);
      }
    } catch (BackendUnavailableException e) {
      into.put("unavailable", e.getMessage());
    }
  }

  private void product(Backend backend, int rows, int inputs, int outputs, ObjectNode into) {
    float[] weight = new float[outputs * inputs];
    Arrays.fill(weight, 0.5f);
    Linear layer = backend.linear(outputs, inputs, Matrix.of(outputs, inputs, weight), new float[0]);
    long elements = ((long) rows * inputs + (long) rows * outputs) + (1 << 16);
    int repeats = quick ? 2 : 20;
    float[] ones = new float[inputs];
    Arrays.fill(ones, 1);
    Constant one = backend.constant(1, inputs, ones);
    try (Context context = backend.context(elements)) {
      Tensor x = context.tensor(Use.OPERAND, 1, rows, inputs);
      Tensor y = context.tensor(Use.OPERAND, 1, rows, outputs);
      context.ops().copy(x.regroup(rows, 1), one.tensor().repeat(rows));
      double seconds = median(quick ? 3 : 9, () -> {
        for (int i = 0; i < repeats; i++) {
          context.ops().linear(y, x, layer, Activation.NONE);
        }
        float first = context.read(y.slice(0, 1).columns(0, 1))[0];
        if (Math.abs(first - inputs / 2f) > inputs * 0x1p-8f) {
          throw new AssertionError("the product is " + first + ", not " + inputs / 2f);
        }
      }) / repeats;
      into.put(rows + "×" + inputs + "×" + outputs, 2.0 * rows * inputs * outputs / seconds / 1e12);
    }
    backend.release(layer);
    backend.release(one);
  }

  private void model(String name, XClipConfig published, int full) throws IOException {
    XClipConfig config = quick ? tiny() : published;
    int videos = quick ? Math.min(full, 2) : full;
    VisionConfig vision = config.vision();
    ObjectNode into = result.putObject(name).put("batch", videos).put("gigaflops", operations(vision) / 1e9);
    VideoBatch batch = videos(vision, videos);
    for (String precision : List.of("exact", "fast")) {
      try (Backend backend = Backends.open(CUDA, BackendOptions.of("precision", precision));
          ProceduralWeights weights = new ProceduralWeights(config);
          XClip model = XClip.load(Checkpoint.of(config, weights), backend);
          Labels labels = model.labels(List.of("1", "2", "3", "4", "5"), IntStream.range(1, 6)
              .mapToObj(label -> new int[] {49406, 1000 + label, 2000 + label, 49407}).toList());
          Session session = model.session()) {
        ObjectNode measured = into.putObject(precision);
        measured.put("backend", backend.description());
        int rounds = quick ? 3 : 25;
        measured.put("end_to_end_ms", 1e3 * median(rounds, () -> session.logits(batch, labels)));
        try (PlacedVideos placed = session.place(batch, labels)) {
          measured.put("model_ms", 1e3 * median(rounds, placed::compute));
          ArrayNode logits = measured.putArray("logits");
          for (float each : placed.compute().values()) {
            logits.add(each);
          }
        }
      }
    }
  }

  /** The 8-bit pixels that the PyTorch script makes from the same name, and tables of (pixel − 128) / 64. */
  static VideoBatch videos(VisionConfig vision, int videos) {
    int side = vision.imageSize();
    float[] uniform = ProceduralWeights.uniform("benchmark.pixels", 1, videos * vision.numFrames() * 3 * side * side);
    byte[] pixels = new byte[uniform.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (int) ((uniform[i] + 1.0) * 128);
    }
    float[][] tables = new float[3][256];
    for (int i = 0; i < 3 * 256; i++) {
      tables[i / 256][i % 256] = (i % 256 - 128) / 64f;
    }
    int each = pixels.length / videos;
    return VideoBatch.of(IntStream.range(0, videos)
        .mapToObj(i -> new Pixels(vision.numFrames(), side, side,
            Arrays.copyOfRange(pixels, i * each, (i + 1) * each), tables))
        .toList());
  }

  /**
   * Floating-point operations of the products and the attention of a video's frames. The rest (the multi-frame
   * integration transformer, the prompt generator, the scores) is less than half a percent.
   */
  private static double operations(VisionConfig vision) {
    double frames = vision.numFrames();
    double width = vision.hiddenSize();
    double patches = Math.pow(vision.imageSize() / vision.patchSize(), 2);
    double tokens = patches + 1;
    double embedding = patches * vision.numChannels() * vision.patchSize() * vision.patchSize() * width;
    double messages = 5 * width * width; // its own layer and its attention's four
    double attention = (tokens + 1) * 3 * width * width + 2 * tokens * (tokens + 1) * width + tokens * width * width;
    double perceptron = 2 * tokens * width * vision.intermediateSize();
    return 2 * frames * (embedding + vision.numHiddenLayers() * (messages + attention + perceptron));
  }

  private static double median(int rounds, Runnable work) {
    for (int i = 0; i < WARM_UP; i++) {
      work.run();
    }
    double[] seconds = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      long start = System.nanoTime();
      work.run();
      seconds[i] = (System.nanoTime() - start) / 1e9;
    }
    Arrays.sort(seconds);
    return seconds[rounds / 2];
  }
}
