package io.github.xclip4j.internal.backend.matrix;

import io.github.xclip4j.backend.BackendOption;
import io.github.xclip4j.backend.BackendOptions;
import io.github.xclip4j.backend.BackendProvider;
import io.github.xclip4j.backend.BackendSpi;
import io.github.xclip4j.backend.BackendUnavailableException;
import io.github.xclip4j.internal.backend.Precision;
import io.github.xclip4j.internal.backend.simd.SimdBackend;
import io.github.xclip4j.internal.backend.simd.SimdProvider;
import io.github.xclip4j.internal.backend.simd.WeightStorage;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Optional;

/** The CPU's matrix units. */
public final class MatrixProvider implements BackendProvider {
  private static final BackendOption<Precision> PRECISION = BackendOption.choice("precision", Precision.class,
      "exact (the default): as exact as float, by three bf16 terms a value, on AMX only, with 6 bytes of memory a weight; "
          + "fast: bf16 operands, 2 bytes a weight, and 8-bit weights by 8-bit inputs, 1 byte a weight.");

  @Override
  public String name() {
    return "matrix";
  }

  @Override
  public int rank() {
    return 150;
  }

  @Override
  public List<BackendOption<?>> options() {
    return List.of(SimdProvider.THREADS, PRECISION);
  }

  @Override
  public Optional<String> unavailable() {
    try (Arena arena = Arena.ofShared()) {
      Units.of(NativeLibrary.ofRecord(arena)).choose(Precision.EXACT);
      return Optional.empty();
    } catch (BackendUnavailableException e) {
      return Optional.of(e.getMessage());
    }
  }

  @Override
  public BackendSpi open(BackendOptions options) {
    Precision precision = options.get(PRECISION, Precision.EXACT);
    int threads = options.get(SimdProvider.THREADS, Runtime.getRuntime().availableProcessors());
    new SimdProvider().unavailable().ifPresent(reason -> {
      throw new BackendUnavailableException(reason);
    });
    Arena arena = Arena.ofShared();
    try {
      NativeLibrary library = NativeLibrary.ofRecord(arena);
      return open(arena, library, Units.of(library).choose(precision), precision, threads);
    } catch (RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  /** The backend on any build of the kernels, for tests with emulated units, too. */
  static BackendSpi open(Arena arena, NativeFunctions library, Unit unit, Precision precision, int threads) {
    return new MatrixBackend(arena, new Kernels(library, unit), unit, precision,
        new SimdBackend(threads, WeightStorage.FLOAT));
  }
}
