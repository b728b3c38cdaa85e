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

/** What training adds, beside the operations whose adjoints they are, in the shapes of the published models. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
public class AdjointBenchmark {
  /** As {@link io.github.xclip4j.backend.OpCases#named} has them: frames of base-patch32 and base-patch16. */
  @Param({
      "linear:8:51:768:3072", "adjoint:linear:8:51:768:3072", "linear:8:51:3072:768", "adjoint:linear:8:51:3072:768",
      "linear:8:198:768:768", "adjoint:linear:8:198:768:768", "attention:8:51:51:768:12",
      "adjoint:attention:8:51:51:768:12", "attention:8:198:198:768:12", "adjoint:attention:8:198:198:768:12",
      "norm:1584:768", "adjoint:norm:1584:768", "activate:1584:3072", "adjoint:activate:1584:3072", "adamw:3072:768"
  })
  public String operation = "";

  @Param({"simd", "scalar"})
  public String backend = "";

  @Param("1")
  public int threads;

  private Peaks peaks = Peaks.NONE;
  private Operation prepared = Operation.NONE;

  /** Prepares the operation and compares its results with the scalar backend's. */
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
