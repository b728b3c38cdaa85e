package io.github.xclip4j.benchmarks;

import io.github.xclip4j.benchmarks.Comparison.VideoPeer;

/** The least ratios that are good enough, by backend and precision. */
enum Targets {
  SIMD(1.15, 1.15, 1.8),
  MATRIX_EXACT(1.9, 2, 2.4),
  MATRIX_FAST(4.5, 4.5, 4.5),
  OTHER(0, 0, 0);

  /** On a processor without AMX: what bf16 dot products must gain over float vectors. */
  private static final double OVER_SIMD = 1.5;
  private static final double OVER_FLOAT = 1.6;
  private static final double OVER_NARROW = 1.15;

  private final double video;
  private final double video16;
  private final double cold;

  Targets(double video, double video16, double cold) {
    this.video = video;
    this.video16 = video16;
    this.cold = cold;
  }

  /** @param engine as {@link Engines#open} takes it */
  static Targets of(String engine) {
    return switch (engine) {
      case "simd" -> SIMD;
      case "matrix" -> MATRIX_EXACT;
      case "matrix:precision=fast" -> MATRIX_FAST;
      default -> OTHER;
    };
  }

  Result video(Result result) {
    return asking(result, video);
  }

  Result video16(Result result) {
    return asking(result, video16);
  }

  Result cold(Result result) {
    return asking(result, cold);
  }

  /** Of video features against others than ONNX Runtime in float. */
  Result against(VideoPeer peer, Result result) {
    return switch (peer) {
      case ONNX -> video(result);
      case SIMD -> this == MATRIX_FAST ? result.asking(OVER_SIMD) : result;
      case TORCH -> this == MATRIX_EXACT ? result.asking(OVER_FLOAT) : result;
      case ONNX_INT8, TORCH_BF16 -> this == MATRIX_FAST ? result.asking(OVER_NARROW) : result;
    };
  }

  private static Result asking(Result result, double atLeast) {
    return atLeast > 0 ? result.asking(atLeast) : result;
  }
}
