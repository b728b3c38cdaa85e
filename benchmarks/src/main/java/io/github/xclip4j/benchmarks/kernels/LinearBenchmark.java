package io.github.xclip4j.benchmarks.kernels;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.benchmarks.Engines;
import io.github.xclip4j.benchmarks.Gemm;
import io.github.xclip4j.benchmarks.OnnxMatMul;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Linear layers in the shapes of the published models, rows × outputs × inputs, on one thread. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
public class LinearBenchmark {
  /** Base-patch32's, base-patch16's, large-patch14's, and those of a few rows, which read weights above all. */
  @Param({
      "408x2304x768", "408x768x768", "400x3072x768", "400x768x3072", "1584x2304x768", "1584x3072x768", "1576x768x3072",
      "2064x4096x1024", "2056x1024x4096", "1x3072x768", "2x3072x768", "4x3072x768",
      "8x3072x768", "8x768x768", "8x512x512", "1x768x768"
  })
  public String shape = "";

  /** {@code onnxruntime} is the peer; the matrix backend has no rows where the processor has no unit for it. */
  @Param({"simd", "matrix", "matrix:precision=fast", "onnxruntime", "scalar"})
  public String backend = "";

  @Param("1")
  public int threads;

  private Contestant contestant = new Contestant(() -> {}, () -> {});
  private Peaks peaks = Peaks.NONE;
  private double flop;
  private double bytes;

  private record Contestant(Runnable work, Runnable close) {}

  /** Makes the layer and compares its results with sums in double. */
  @Setup(Level.Trial)
  public void prepare() {
    Gemm.Shape sizes = Gemm.Shape.parse(shape);
    flop = sizes.flop();
    bytes = sizes.bytes();
    contestant = backend.equals("onnxruntime") ? peer(sizes) : ours(sizes);
    peaks = Peaks.measured(threads, bytes);
  }

  private Contestant ours(Gemm.Shape sizes) {
    Backend engine = Engines.open(backend, threads);
    Gemm gemm = new Gemm(sizes, engine);
    gemm.verify(backend);
    return new Contestant(gemm::run, () -> {
      gemm.close();
      engine.close();
    });
  }

  private Contestant peer(Gemm.Shape sizes) {
    OnnxMatMul product = OnnxMatMul.verified(sizes, threads);
    return new Contestant(product::run, product::close);
  }

  @Benchmark
  public void linear(Share share) {
    contestant.work().run();
    share.add(flop, bytes, peaks);
  }

  /** Closes what {@link #prepare} opened. */
  @TearDown(Level.Trial)
  public void close() {
    contestant.close().run();
  }
}
