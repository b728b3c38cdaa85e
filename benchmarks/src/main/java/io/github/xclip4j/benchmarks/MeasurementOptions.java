package io.github.xclip4j.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that the commands share. */
final class MeasurementOptions {
  @Option(names = "--backend", paramLabel = "NAME", defaultValue = "simd",
      description = "What is measured: a backend, with options after colons, as in matrix:precision=fast "
          + "(default: ${DEFAULT-VALUE}).")
  private String backend = "simd";

  @Option(names = "--threads", paramLabel = "N",
      description = "Threads of the many-threaded measurements (default: the processors).")
  private Optional<Integer> threads = Optional.empty();

  @Option(names = "--rounds", paramLabel = "N", defaultValue = "9",
      description = "Interleaved rounds that count (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(names = "--warmup", paramLabel = "N", defaultValue = "4",
      description = "Rounds before them (default: ${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(names = "--sample", paramLabel = "MS", defaultValue = "50",
      description = "Shortest sample in milliseconds; shorter work is repeated (default: ${DEFAULT-VALUE}).")
  private int sampleMillis;

  @Option(names = "--work", paramLabel = "DIR", defaultValue = "target/benchmarks",
      description = "Where large files are made and kept (default: ${DEFAULT-VALUE}).")
  private Path work = Path.of("target", "benchmarks");

  String backend() {
    return backend;
  }

  int threads() {
    int count = threads.orElse(Runtime.getRuntime().availableProcessors());
    if (count < 1) {
      throw new IllegalArgumentException("--threads is " + count + ": it must be at least 1");
    }
    return count;
  }

  /** {@code "1 thread"}, {@code "2 threads"}. */
  static String threads(int count) {
    return count == 1 ? "1 thread" : count + " threads";
  }

  Rounds rounds() {
    if (sampleMillis < 0) {
      throw new IllegalArgumentException("--sample is " + sampleMillis + ": it must be at least 0 milliseconds");
    }
    return new Rounds(rounds, warmUp, Duration.ofMillis(sampleMillis));
  }

  Path work() {
    return work;
  }
}
