package io.github.xclip4j.internal.backend.simd;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.internal.backend.Update;

/**
 * {@code out = activation(x·Wᵀ + b)} or {@code out += x·Wᵀ + b}; m rows of x, n outputs, k inputs.
 *
 * <p>The value of an element depends neither on the number of threads nor on the other rows.
 */
/*
 * x comes as PackedRows or is packed here. Tiling says which task computes what, GemmTask how: for a block of rows, k goes
 * in blocks of at most 1024, so that a block's part of x (204·1024 floats) and one panel's part of W (32·1024) share the
 * level-2 cache; TileKernel and RowKernel are the innermost loops.
 */
final class Gemm {
  /** Elements of x that are packed at a time: 16 MB. */
  private static final int MOST_PACKED = 1 << 22;

  private final WorkerPool pool;
  private final Scratch[] scratch;
  private float[] packedValues = new float[0];

  Gemm(WorkerPool pool, Scratch[] scratch) {
    this.pool = pool;
    this.scratch = scratch;
  }

  /** {@code out = activation(x·Wᵀ + b)}. */
  void assign(Tensor out, Tensor x, SimdLinear layer, Activation activation) {
    multiply(out, x, layer, activation, Update.ASSIGN);
  }

  /** {@code out += x·Wᵀ + b}. */
  void add(Tensor out, Tensor x, SimdLinear layer) {
    multiply(out, x, layer, Activation.NONE, Update.ADD);
  }

  private void multiply(Tensor out, Tensor x, SimdLinear layer, Activation activation, Update update) {
    if (PackedRows.hold(x)) {
      multiplyPacked(out, 0, PackedRows.of(x), layer, activation, update);
      return;
    }
    int rows = x.groups() * x.rows();
    int portion = Math.max(1, MOST_PACKED / Math.max(1, layer.inputs()) / Tiling.BLOCK_ROWS) * Tiling.BLOCK_ROWS;
    for (int first = 0; first < rows; first += portion) {
      PackedRows packed = pack(x, first, Math.min(portion, rows - first), layer.inputs());
      multiplyPacked(out, first, packed, layer, activation, update);
    }
  }

  private PackedRows pack(Tensor x, int first, int count, int inputs) {
    packedValues = Scratch.atLeast(packedValues, Math.toIntExact(PackedRows.elements(count, inputs)));
    PackedRows packed = new PackedRows(packedValues, 0, count, inputs);
    pool.run(packed.panels(), (panel, _) -> packed.pack(panel, x, first));
    return packed;
  }

  private void multiplyPacked(
      Tensor out, int firstRow, PackedRows x, SimdLinear layer, Activation activation, Update update) {
    Tiling tiling = layer.tiling(x, pool.threads());
    pool.run(tiling.tasks(), new GemmTask(out, firstRow, x, layer, activation, update, tiling, scratch));
  }
}
