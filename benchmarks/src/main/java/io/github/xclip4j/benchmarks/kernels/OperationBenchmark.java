package io.github.xclip4j.benchmarks.kernels;

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

/** Attention, layer norm, softmax and patch extraction in the shapes of the published models. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
public class OperationBenchmark {
  /**
   * {@code attention:groups:queries:keys:width:heads}: frames of the three models, the MIT, a text, prompts of 5 and
   * 400 labels; {@code norm:rows:width}; {@code softmax:rows:keys} of base-patch32's and base-patch16's heads;
   * {@code patches:frames:side:patch}.
   */
  @Param({
      "attention:8:51:51:768:12", "attention:8:198:198:768:12", "attention:8:258:258:1024:16", "attention:1:8:8:512:8",
      "attention:5:7:7:512:8", "attention:1:5:49:512:8", "attention:1:400:196:512:8", "norm:408:768", "norm:1584:768",
      "norm:2064:1024", "softmax:4896:51", "softmax:18912:198", "patches:8:224:32", "patches:8:224:16",
      "patches:8:224:14"
  })
  public String operation = "";

  /** {@code onnxruntime} is the peer: one operator of ONNX Runtime. */
  @Param({"simd", "matrix", "matrix:precision=fast", "onnxruntime", "scalar"})
  public String backend = "";

  @Param("1")
  public int threads;

  private Peaks peaks = Peaks.NONE;
  private Operation prepared = Operation.NONE;

  /** Prepares the operation and compares its result with the scalar backend's. */
  @Setup(Level.Trial)
  public void prepare() {
    prepared = Operation.verified(operation, backend, threads);
    peaks = Peaks.measured(threads, prepared.bytes());
  }

  @Benchmark
  public void run(Share share) {
    prepared.work().run();
    share.add(prepared.flop(), prepared.bytes(), peaks);
  }

  /** Closes what {@link #prepare} opened. */
  @TearDown(Level.Trial)
  public void close() {
    prepared.close().run();
  }
}
