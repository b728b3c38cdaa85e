package io.github.xclip4j.backend.cuda;

import io.github.xclip4j.Labels;
import io.github.xclip4j.Session;
import io.github.xclip4j.VideoBatch;
import io.github.xclip4j.XClip;
import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.BackendUnavailableException;
import io.github.xclip4j.backend.Lane;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.backend.cuda.CudaOptions.Precision;
import io.github.xclip4j.backend.cuda.CudaOptions.Products;
import io.github.xclip4j.config.TextConfig;
import io.github.xclip4j.config.VisionConfig;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.weights.ProceduralWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Times matrix products and whole models on a GPU and writes a table and MODEL-batchN.json; started by the GPU bundle. A model's time is what
 * a caller sees: 8-bit pixels in Java arrays to results in Java arrays.
 */
final class DeviceBenchmark {
  private static final int WARM_UP = 5;

  private final StringBuilder table = new StringBuilder();
  /** By model and batch, by precision: what the PyTorch script compares with. */
  private final Map<String, Map<String, Double>> milliseconds = new LinkedHashMap<>();
  private final boolean quick;

  private DeviceBenchmark(boolean quick) {
    this.quick = quick;
  }

  /** {@code FILE [quick]}: where the table goes; {@code quick} only shows that everything runs. */
  public static void main(String[] arguments) throws IOException {
    DeviceBenchmark benchmark = new DeviceBenchmark(arguments.length > 1 && arguments[1].equals("quick"));
    benchmark.run();
    for (Map.Entry<String, Map<String, Double>> model : benchmark.milliseconds.entrySet()) {
      Files.writeString(Path.of(model.getKey() + ".json"), "{\"milliseconds\": {"
          + model.getValue().entrySet().stream().map(each -> "\"" + each.getKey() + "\": " + each.getValue())
              .collect(Collectors.joining(", ")) + "}}\n");
    }
    Files.writeString(Path.of(arguments[0]), benchmark.table);
    System.out.print(benchmark.table);
  }

  private void run() {
    try (CudaBackend backend = CudaBackend.open(CudaOptions.defaults())) {
      line("Device: " + backend.description() + "; JDK " + Runtime.version() + "\n");
    }
    line("| measure | median | of |\n|---|---|---|");
    for (Products products : Products.values()) {
      if (products != Products.BEST) {
        products(products);
      }
    }
    XClipConfig patch16 = quick ? tiny() : XClipConfig.fromTextVisionConfigs(TextConfig.defaults(),
        new VisionConfig(768, 3072, 12, 12, 512, 2048, 1, 8, 3, 224, 16, 8, Activation.QUICK_GELU, 1e-5));
    model("base-patch16", patch16, quick ? 2 : 64);
    model("base-patch32", quick ? tiny() : XClipConfig.defaults(), 1);
  }

  private static XClipConfig tiny() {
    return XClipConfig.fromTextVisionConfigs(
        new TextConfig(49408, 32, 64, 2, 4, 77, Activation.QUICK_GELU, 1e-5, 0, 2, 1),
        new VisionConfig(48, 96, 2, 4, 32, 64, 1, 8, 3, 32, 16, 2, Activation.QUICK_GELU, 1e-5));
  }

  private void products(Products products) {
    try (CudaBackend backend = CudaBackend.open(
        CudaOptions.defaults().withPrecision(Precision.FAST).withProducts(products))) {
      int[][] shapes = quick ? new int[][] {{64, 64, 64}}
          : new int[][] {{8192, 8192, 8192}, {101376, 768, 2304}, {100864, 768, 3072}, {100864, 3072, 768}, {408, 768, 2304}};
      for (int[] shape : shapes) {
        product(backend, products, shape[0], shape[1], shape[2]);
      }
    } catch (BackendUnavailableException e) {
      line("| products by " + products + " | – | " + e.getMessage() + " |");
    }
  }

  private void product(CudaBackend backend, Products products, int rows, int inputs, int outputs) {
    float[] weight = new float[outputs * inputs];
    Arrays.fill(weight, 0.5f);
    Linear layer = backend.linear(outputs, inputs, Matrix.of(outputs, inputs, weight), new float[0]);
    long elements = ((long) rows * inputs + (long) rows * outputs) + (1 << 16);
    int repeats = quick ? 2 : 20;
    try (Lane lane = backend.lane(elements)) {
      Tensor x = lane.operand(1, rows, inputs);
      Tensor y = lane.operand(1, rows, outputs);
      float[] ones = new float[inputs];
      Arrays.fill(ones, 1);
      lane.ops().copy(x.regroup(rows, 1), backend.constant(1, inputs, ones).repeat(rows));
      double seconds = median(quick ? 3 : 9, () -> {
        for (int i = 0; i < repeats; i++) {
          lane.ops().linear(y, x, layer, Activation.NONE);
        }
        float first = lane.read(y.slice(0, 1).columns(0, 1))[0];
        if (Math.abs(first - inputs / 2f) > inputs * 0x1p-8f) {
          throw new AssertionError("the product is " + first + ", not " + inputs / 2f);
        }
      }) / repeats;
      line(String.format(Locale.ROOT, "| bf16 product %d×%d×%d by %s | %.1f TFLOP/s | %d runs of %d |", rows, inputs,
          outputs, products, 2.0 * rows * inputs * outputs / seconds / 1e12, quick ? 3 : 9, repeats));
    }
    backend.release(layer);
  }

  private void model(String name, XClipConfig config, int videos) {
    VisionConfig vision = config.vision();
    int side = vision.imageSize();
    byte[] pixels = new byte[videos * vision.numFrames() * 3 * side * side];
    new Random(1).nextBytes(pixels);
    float[][] tables = new float[3][256];
    for (int i = 0; i < 3 * 256; i++) {
      tables[i / 256][i % 256] = (i % 256 - 128) / 64f;
    }
    VideoBatch batch = VideoBatch.of(pixels, tables, videos, vision.numFrames(), side, side);
    for (Precision precision : Precision.values()) {
      try (CudaBackend backend = CudaBackend.open(CudaOptions.defaults().withPrecision(precision));
          ProceduralWeights weights = new ProceduralWeights(config);
          XClip model = XClip.load(config, weights, backend);
          Labels labels = model.labels(List.of("a", "b", "c", "d", "e"), List.of(text(1), text(2), text(3), text(4), text(5)));
          Session session = model.session()) {
        double seconds = median(quick ? 3 : 25, () -> session.logits(batch, labels));
        milliseconds.computeIfAbsent(name + "-batch" + videos, _ -> new LinkedHashMap<>())
            .put(precision.name().toLowerCase(Locale.ROOT), seconds * 1e3);
        line(String.format(Locale.ROOT, "| %s, %s, batch %d, 5 cached labels | %.3f ms, %.1f videos/s | %s |", name,
            precision, videos, seconds * 1e3, videos / seconds, backend.description()));
      }
    }
  }

  private static int[] text(int word) {
    return new int[] {49406, 1000 + word, 2000 + word, 49407};
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

  private void line(String text) {
    table.append(text).append('\n');
  }
}
