package io.github.xclip4j.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;

/** What JMH measured as a row for each kernel and shape, with those who computed it side by side. */
final class KernelTable {
  /** Products of so few rows do little more than read the weights. */
  private static final int FEW_ROWS = 8;

  private static final String OURS = "simd";
  private static final String ONLY = "";

  private KernelTable() {}

  /** What bounds a kernel: the counters of its rate and of its share of that peak. */
  private enum Limit {
    ARITHMETIC("gflops", "GFLOP/s", "ofPeak"),
    READING("gigabytes", "GB/s read", "ofRead"),
    COPYING("gigabytes", "GB/s copied", "ofCopy");

    private final String counter;
    private final String unit;
    private final String share;

    Limit(String counter, String unit, String share) {
      this.counter = counter;
      this.unit = unit;
      this.share = share;
    }
  }

  private record Kernel(String name, Limit limit, int threads) {}

  /** A result for each kernel whose vector form was measured. */
  static List<Result> of(Collection<RunResult> runs) {
    Map<Kernel, Map<String, RunResult>> kernels = new LinkedHashMap<>();
    for (RunResult run : runs) {
      String engine = parameter(run.getParams(), "backend", ONLY);
      kernels.computeIfAbsent(kernel(run.getParams()), _ -> new LinkedHashMap<>()).put(engine, run);
    }
    List<Result> results = new ArrayList<>();
    kernels.forEach((kernel, engines) -> {
      RunResult ours = engines.getOrDefault(OURS, engines.get(ONLY));
      if (ours != null) {
        results.add(result(kernel, ours, engines));
      }
    });
    return results;
  }

  private static Result result(Kernel kernel, RunResult ours, Map<String, RunResult> engines) {
    Limit limit = kernel.limit();
    double rate = counter(ours, limit.counter);
    Result result =
        Result.of("jmh", kernel.name() + ", " + MeasurementOptions.threads(kernel.threads()), rate, limit.unit)
            .with("of peak", counter(ours, limit.share));
    result = beside(result, rate, engines.get("onnxruntime"), limit, "ONNX Runtime");
    result = beside(result, rate, engines.get("matrix"), limit, "matrix exact");
    result = beside(result, rate, engines.get("matrix:precision=fast"), limit, "matrix fast");
    return beside(result, rate, engines.get("scalar"), limit, "scalar");
  }

  private static Result beside(Result result, double ours, @Nullable RunResult run, Limit limit, String name) {
    if (run == null) {
      return result;
    }
    double theirs = counter(run, limit.counter);
    return result.with(name, theirs).with("ours over " + name, ours / theirs);
  }

  private static Kernel kernel(BenchmarkParams params) {
    int threads = Integer.parseInt(parameter(params, "threads", "1"));
    String shape = parameter(params, "shape", "");
    if (!shape.isEmpty()) {
      Gemm.Shape sizes = Gemm.Shape.parse(shape);
      return new Kernel("linear " + sizes, sizes.m() <= FEW_ROWS ? Limit.READING : Limit.ARITHMETIC, threads);
    }
    String operation = parameter(params, "operation", "");
    if (operation.isEmpty()) {
      return new Kernel("preprocess " + parameter(params, "size", "").replace("x", "×"), Limit.COPYING, threads);
    }
    return kernel(operation, threads);
  }

  private static Kernel kernel(String operation, int threads) {
    String[] words = operation.split(":", 2);
    if (words[0].equals("adjoint")) {
      Kernel forward = kernel(words[1], threads);
      return new Kernel("adjoint of " + forward.name(), forward.limit(), threads);
    }
    return new Kernel(words[0] + " " + words[1].replace(":", "×"),
        words[0].equals("attention") || words[0].equals("linear") ? Limit.ARITHMETIC : Limit.COPYING, threads);
  }

  private static String parameter(BenchmarkParams params, String key, String otherwise) {
    String value = params.getParam(key);
    return value == null ? otherwise : value;
  }

  private static double counter(RunResult run, String name) {
    return run.getSecondaryResults().get(name).getScore();
  }
}
