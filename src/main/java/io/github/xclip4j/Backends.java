package io.github.xclip4j;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.BackendUnavailableException;
import io.github.xclip4j.internal.backend.cuda.CudaBackend;
import io.github.xclip4j.internal.backend.cuda.CudaOptions;
import io.github.xclip4j.internal.backend.scalar.ScalarBackend;
import io.github.xclip4j.internal.backend.simd.SimdBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Opens backends. */
public final class Backends {
  /** The kinds there are, fastest first. */
  public enum Kind {
    /** An NVIDIA GPU. */
    CUDA,
    /** The CPU, on the Vector API. */
    SIMD,
    /** The CPU, in plain loops with double sums: the definition of the others. */
    SCALAR
  }

  /**
   * The backend that {@link #best()} chose.
   *
   * @param passedOver why faster kinds cannot run here, a sentence each
   */
  public record Choice(Backend backend, List<String> passedOver) {
    public Choice {
      passedOver = List.copyOf(passedOver);
    }
  }

  private Backends() {}

  /**
   * Opens a backend of a kind, on all cores where it runs on the CPU.
   *
   * @throws BackendUnavailableException if it cannot run here; the message is a sentence with the remedy
   */
  public static Backend open(Kind kind) {
    return open(kind, Runtime.getRuntime().availableProcessors());
  }

  /**
   * Opens a backend of a kind.
   *
   * <p>CUDA means the first device, computing exactly; {@link CudaBackend#open} has the other choices.
   *
   * @param threads of a kind that has several; results do not depend on it
   * @throws BackendUnavailableException if it cannot run here; the message is a sentence with the remedy
   */
  public static Backend open(Kind kind, int threads) {
    return switch (kind) {
      case CUDA -> CudaBackend.open(CudaOptions.defaults());
      case SIMD -> new SimdBackend(threads);
      case SCALAR -> new ScalarBackend();
    };
  }

  /** Why a kind cannot run here; empty if it can. */
  public static Optional<String> unavailable(Kind kind) {
    try (Backend _ = open(kind, 1)) {
      return Optional.empty();
    } catch (BackendUnavailableException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** The fastest backend that runs here, on all cores. */
  public static Choice best() {
    return best(Runtime.getRuntime().availableProcessors());
  }

  /** The fastest backend that runs here. */
  public static Choice best(int threads) {
    List<String> passedOver = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      try {
        return new Choice(open(kind, threads), passedOver);
      } catch (BackendUnavailableException e) {
        passedOver.add(e.getMessage());
      }
    }
    throw new BackendUnavailableException(String.join("; ", passedOver));
  }
}
