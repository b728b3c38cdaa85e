package io.github.xclip4j.backend.cuda;

import java.nio.ByteBuffer;
import jcuda.driver.CUstream;

/** Matrix products of a library: one handle, for one stream. */
interface ProductLibrary extends AutoCloseable {

  /** Everything from now on happens in the order of this stream. */
  void useStream(CUstream stream);

  void multiply(Call call);

  @Override
  void close();

  /**
   * {@code out (m, n) = x (m, k) · weight (n, k)ᵀ}, or added to it, for each of {@code batches}; row by row, strides in
   * elements.
   *
   * @param narrow operands are bf16 and not float
   * @param narrowOut the result is bf16 and not float
   */
  record Call(
      long weight, long weightStride, long x, long xStride, long xBatch, long out, long outStride, long outBatch,
      int m, int n, int k, int batches, boolean narrow, boolean narrowOut, boolean accumulate) {

    void writeTo(ByteBuffer target) {
      target.putLong(weight).putLong(weightStride).putLong(x).putLong(xStride).putLong(xBatch)
          .putLong(out).putLong(outStride).putLong(outBatch)
          .putInt(m).putInt(n).putInt(k).putInt(batches)
          .putInt(narrow ? 1 : 0).putInt(narrowOut ? 1 : 0).putInt(accumulate ? 1 : 0);
    }

    static Call readFrom(ByteBuffer source) {
      return new Call(source.getLong(), source.getLong(), source.getLong(), source.getLong(), source.getLong(),
          source.getLong(), source.getLong(), source.getLong(), source.getInt(), source.getInt(), source.getInt(),
          source.getInt(), source.getInt() != 0, source.getInt() != 0, source.getInt() != 0);
    }
  }
}
