package io.github.xclip4j.internal.backend.cuda;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The kernels of the module, with the launch configuration that each was written for. */
enum Kernel {
  COPY_ROWS(256, 0),
  ADD_ROWS(256, 0),
  ADD_SCALED_ROWS(256, 0),
  LAYER_NORM(256, 0),
  NORMALIZE_ROWS(256, 0),
  MEAN_OF_TERMS(256, 0),
  SCORES(256, 0),
  LOOKUP_ROWS(256, 0),
  CUT_PATCHES(256, 0),
  LOOK_UP_PIXELS(256, 0),
  FINISH_ROWS(256, 0),
  // Two slices of K while multiplying, then the whole tile: the larger of 2·16·(rows + 4) and rows·(rows + 4) floats.
  GEMM_F32_128(256, 128 * 132 * 4),
  GEMM_F32_64(256, 64 * 68 * 4),
  // Four stages of 40 bf16 for every row of both tiles.
  GEMM_BF16_128(256, 4 * (128 + 128) * 40 * 2),
  GEMM_BF16_64(128, 4 * (64 + 64) * 40 * 2),
  GEMM_BF16_GATHER(128, 4 * (64 + 64) * 40 * 2),
  // Queries, keys or values, weights.
  ATTENTION_HEAD_64(256, (32 * 64 + 32 * 65 + 32 * 32) * 4),
  ATTENTION_ANY_HEAD(256, (32 * 64 + 32 * 65 + 32 * 32) * 4),
  ATTENTION_WEIGHTS(256, 0),
  // Queries, and two tiles each of keys and values.
  ATTENTION_BF16_HEAD_64(128, 5 * 64 * 72 * 2),
  // Four stages of 64 bf16 for 128 and 192 rows from a multiple of 1024 bytes on, 64 columns of 16 rows of float and 32
  // row starts for each of eight warps, and the barriers; in the image for Hopper.
  GEMM_BF16_WGMMA(384, 4 * (128 + 192) * 64 * 2 + 1024 + 8 * (16 * 64 * 4 + 32 * 8) + (2 * 4 + 2) * 8);

  /** The kernels that every device runs. */
  static final Set<Kernel> COMMON = EnumSet.range(COPY_ROWS, ATTENTION_BF16_HEAD_64);

  private final int threads;
  private final int sharedBytes;

  Kernel(int threads, int sharedBytes) {
    this.threads = threads;
    this.sharedBytes = sharedBytes;
  }

  /** Threads of a block. */
  int threads() {
    return threads;
  }

  /** Dynamic shared memory of a block. */
  int sharedBytes() {
    return sharedBytes;
  }

  /** The name of the entry point in the PTX. */
  String entry() {
    return name().toLowerCase(Locale.ROOT);
  }
}
