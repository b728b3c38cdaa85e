package io.github.xclip4j;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A table of required and measured values on a GPU, from the JSON of {@link DeviceBenchmark} and PyTorch's script. */
public final class DeviceReport {
  private static final String PEAK = "8192×8192×8192";

  private final JsonNode ours;
  private final Path folder;
  private final StringBuilder text = new StringBuilder();

  private DeviceReport(JsonNode ours, Path folder) {
    this.ours = ours;
    this.folder = folder;
  }

  /**
   * {@code FOLDER}: reads {@code ours.json} there and, where PyTorch ran, {@code pytorch-MODEL.json}; prints Markdown.
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    System.out.print(of(folder));
  }

  /** The report on the files of a folder. */
  public static String of(Path folder) throws IOException {
    DeviceReport report =
        new DeviceReport(JsonMapper.shared().readTree(Files.readString(folder.resolve("ours.json"))), folder);
    report.write();
    return report.text.toString();
  }

  private void write() throws IOException {
    line(ours.get("device").asString() + "; JDK " + ours.get("java").asString());
    if (ours.get("quick").asBoolean()) {
      line("\n**A quick run of small models, which only shows that everything runs: these are no measurements.**");
    }
    line("\n| measure, medians after warm-up | required | measured | reached | medians |\n|---|---|---|---|---|");
    throughput();
    shareOfPeak();
    latency();
    shareOfCublas();
    line("\nModel: pixels on the device, as PyTorch has them; end to end: from 8-bit pixels of a Java array.\n");
    line("| model | precision | batch | model, ms | videos/s | end to end, ms | videos/s | by |");
    line("|---|---|---|---|---|---|---|---|");
    for (String model : List.of("base-patch16", "base-patch32")) {
      for (String precision : List.of("exact", "fast")) {
        JsonNode each = ours.get(model).get(precision);
        double batch = ours.get(model).get("batch").asDouble();
        double resident = each.get("model_ms").asDouble();
        double whole = each.get("end_to_end_ms").asDouble();
        line(String.format(Locale.ROOT, "| %s | %s | %.0f | %.3f | %.1f | %.3f | %.1f | %s |", model, precision, batch,
            resident, 1e3 * batch / resident, whole, 1e3 * batch / whole, each.get("backend").asString()));
      }
    }
    line("\n| bf16 product | TFLOP/s |\n|---|---|");
    for (Map.Entry<String, JsonNode> products : ours.get("teraflops").properties()) {
      for (Map.Entry<String, JsonNode> shape : products.getValue().properties()) {
        line(shape.getValue().isNumber()
            ? "| " + shape.getKey() + " by " + products.getKey() + " | " + round(shape.getValue().asDouble()) + " |"
            : "| any by " + products.getKey() + " | " + shape.getValue().asString() + " |");
      }
    }
  }

  private void throughput() throws IOException {
    String measure = "base-patch16, bf16, batch 64: videos/s, as a multiple of PyTorch's better of eager and compiled";
    double batch = ours.get("base-patch16").get("batch").asDouble();
    double own = ours.get("base-patch16").get("fast").get("model_ms").asDouble();
    Optional<Best> peer = pyTorch("base-patch16");
    if (peer.isPresent()) {
      row(measure, "1.2", peer.get().milliseconds / own, 1.2, "ours " + round(1e3 * batch / own)
          + " videos/s; PyTorch " + round(1e3 * batch / peer.get().milliseconds) + " (" + peer.get().how + ")");
    } else {
      open(measure, "1.2", "ours " + round(1e3 * batch / own) + " videos/s; " + whyNot());
    }
  }

  private void shareOfPeak() {
    String measure = "base-patch16, bf16, batch 64: share of the measured bf16 matrix peak";
    JsonNode model = ours.get("base-patch16");
    double operations = model.get("gigaflops").asDouble() * model.get("batch").asDouble();
    double rate = operations / model.get("fast").get("model_ms").asDouble(); // GFLOP a millisecond: TFLOP/s
    OptionalDouble peak = best(PEAK, ours.get("teraflops").propertyNames());
    if (peak.isPresent()) {
      row(measure, "0.5", rate / peak.getAsDouble(), 0.5,
          round(rate) + " TFLOP/s of " + round(peak.getAsDouble()) + " (" + PEAK + ")");
    } else {
      open(measure, "0.5", round(rate) + " TFLOP/s; no product of " + PEAK + " was measured");
    }
  }

  private void latency() throws IOException {
    String measure = "base-patch32, bf16, batch 1, 5 cached labels: PyTorch's latency divided by ours";
    double own = ours.get("base-patch32").get("fast").get("model_ms").asDouble();
    String medians = "ours " + round(own) + " ms";
    Optional<Best> peer = pyTorch("base-patch32");
    if (peer.isPresent()) {
      row(measure, "3", peer.get().milliseconds / own, 3,
          medians + "; PyTorch " + round(peer.get().milliseconds) + " ms (" + peer.get().how + ")");
    } else {
      open(measure, "3", medians + "; " + whyNot());
    }
    line("| the same, absolute | under 1 ms | " + round(own) + " ms | " + verdict(own < 1) + " | " + medians + " |");
  }

  /** The worst of the models' shapes, since the share must be reached on all of them. */
  private void shareOfCublas() {
    String measure = "own wgmma GEMM on the model's shapes: share of cuBLAS's speed, on the worst shape";
    JsonNode own = ours.get("teraflops").path("OWN_WGMMA");
    double worst = Double.POSITIVE_INFINITY;
    List<String> medians = new ArrayList<>();
    for (Map.Entry<String, JsonNode> shape : own.properties()) {
      OptionalDouble cublas = best(shape.getKey(), List.of("CUBLAS_12", "CUBLAS_13"));
      if (!shape.getKey().equals(PEAK) && shape.getValue().isNumber() && cublas.isPresent()) {
        worst = Math.min(worst, shape.getValue().asDouble() / cublas.getAsDouble());
        medians.add(shape.getKey() + ": " + round(shape.getValue().asDouble()) + " of " + round(cublas.getAsDouble()));
      }
    }
    if (medians.isEmpty()) {
      open(measure, "0.8", "no shape was measured with both: see the products below");
    } else {
      row(measure, "0.8", worst, 0.8, "TFLOP/s: " + String.join("; ", medians));
    }
  }

  private OptionalDouble best(String shape, Iterable<String> products) {
    double best = 0;
    for (String each : products) {
      best = Math.max(best, ours.get("teraflops").path(each).path(shape).asDouble(0));
    }
    return best > 0 ? OptionalDouble.of(best) : OptionalDouble.empty();
  }

  /** PyTorch's fastest mode in bf16. */
  private Optional<Best> pyTorch(String model) throws IOException {
    Path file = folder.resolve("pytorch-" + model + ".json");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    return JsonMapper.shared().readTree(Files.readString(file)).get("milliseconds").properties().stream()
        .filter(each -> each.getKey().startsWith("bf16"))
        .map(each -> new Best(each.getKey(), each.getValue().asDouble()))
        .min(Comparator.comparingDouble(Best::milliseconds));
  }

  private record Best(String how, double milliseconds) {}

  private String whyNot() throws IOException {
    Path reason = folder.resolve("pytorch.txt");
    return "PyTorch was not measured: " + (Files.exists(reason) ? Files.readString(reason).strip() : "it was not run");
  }

  private void row(String measure, String required, double measured, double least, String medians) {
    line("| " + measure + " | " + required + " | " + round(measured) + " | " + verdict(measured >= least) + " | "
        + medians
        + " |");
  }

  private void open(String measure, String required, String why) {
    line("| " + measure + " | " + required + " | – | not measured | " + why + " |");
  }

  private String verdict(boolean reached) {
    return ours.get("quick").asBoolean() ? "quick run" : reached ? "yes" : "no";
  }

  /** Three significant digits. */
  private static String round(double value) {
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(3));
    return rounded.setScale(Math.max(0, 2 - (rounded.precision() - rounded.scale() - 1))).toPlainString();
  }

  private void line(String row) {
    text.append(row).append('\n');
  }
}
