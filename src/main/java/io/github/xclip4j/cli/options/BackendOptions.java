package io.github.xclip4j.cli.options;

import io.github.xclip4j.Backends;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.BackendUnavailableException;
import io.github.xclip4j.internal.backend.cuda.CudaBackend;
import io.github.xclip4j.internal.backend.cuda.CudaOptions;
import io.github.xclip4j.internal.backend.simd.SimdBackend;
import io.github.xclip4j.internal.backend.simd.WeightStorage;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What computes. */
public final class BackendOptions {
  /** More than any processor has; a slip of the keyboard must not start them. */
  private static final int MOST_THREADS = 1024;

  /** Backends by their names on the command line. */
  public enum Kind { AUTO, SCALAR, SIMD, CUDA }

  /** What weights are kept in, by its names on the command line. */
  public enum Weights { FLOAT, STORED }

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--backend", paramLabel = "KIND",
      description = "auto (the fastest that runs here; see xclip4j backends), scalar, simd or cuda "
          + "(default: auto; of demo: scalar).")
  private @Nullable Kind given;

  @Option(names = "--threads", paramLabel = "N",
      description = "Threads on the CPU (default: one per core). Results do not depend on it.")
  private @Nullable Integer threads;

  @Option(names = "--device", paramLabel = "N",
      description = "With --backend cuda: the GPU's index (default: 0).")
  private @Nullable Integer device;

  @Option(names = "--precision", paramLabel = "P",
      description = "With --backend cuda: exact (float) or fast (bf16) (default: exact).")
  private CudaOptions.@Nullable Precision precision;

  @Option(names = "--weights", paramLabel = "W",
      description = "With --backend simd: float (widened while loading, fastest) or stored (half-precision and 8-bit "
          + "weights stay as narrow as their file has them: half or a quarter of the memory, the same results) "
          + "(default: float).")
  private @Nullable Weights weights;

  /**
   * Takes a kind of the command's own where the command line names none.
   *
   * @param kind instead of the fastest
   */
  public void preferred(Kind kind) {
    if (given == null) {
      given = kind;
    }
  }

  /** @throws BackendUnavailableException if a kind is named that cannot run here */
  public Backend open() {
    Integer limit = threads;
    if (limit != null && (limit < 1 || limit > MOST_THREADS)) {
      throw new ParameterException(spec.commandLine(), "--threads is " + limit + ": it must be at least 1, and at most "
          + MOST_THREADS);
    }
    Kind kind = given == null ? Kind.AUTO : given;
    if (weights != null && kind != Kind.SIMD) {
      throw isFor("--weights", Kind.SIMD);
    }
    if (kind == Kind.CUDA) {
      return CudaBackend.open(CudaOptions.defaults().withDevice(device == null ? 0 : device)
          .withPrecision(precision == null ? CudaOptions.Precision.EXACT : precision));
    }
    if (device != null || precision != null) {
      throw isFor(device != null ? "--device" : "--precision", Kind.CUDA);
    }
    int count = limit == null ? Runtime.getRuntime().availableProcessors() : limit;
    if (weights == Weights.STORED) {
      return new SimdBackend(count, WeightStorage.AS_STORED);
    }
    if (kind != Kind.AUTO) {
      return open(kind, count);
    }
    Backends.Choice choice = Backends.best(count);
    if (choice.backend().description().contains("scalar") && !choice.passedOver().isEmpty()) {
      // Fastest first: the last one passed over is the other CPU backend.
      spec.commandLine().getErr().println(
          "note: " + Errors.oneLine(choice.passedOver().getLast()) + "; the slow scalar one goes on");
    }
    return choice.backend();
  }

  private ParameterException isFor(String option, Kind kind) {
    String wanted = kind.name().toLowerCase(Locale.ROOT);
    return new ParameterException(spec.commandLine(), given == null || given == Kind.AUTO
        ? option + " is for --backend " + wanted + " alone: name that, too"
        : option + " is for --backend " + wanted + " alone, not for " + given.name().toLowerCase(Locale.ROOT));
  }

  /** Opens a named kind. */
  public static Backend open(Kind kind, int threads) {
    Backends.Kind known = Arrays.stream(Backends.Kind.values())
        .filter(candidate -> candidate.name().equals(kind.name()))
        .findFirst()
        .orElseThrow(() -> new BackendUnavailableException(
            "this build has no " + kind.name() + " backend: use simd or scalar"));
    return Backends.open(known, threads);
  }
}
