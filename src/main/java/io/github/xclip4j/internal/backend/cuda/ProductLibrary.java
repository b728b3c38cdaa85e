package io.github.xclip4j.internal.backend.cuda;

import java.nio.ByteBuffer;
import jcuda.driver.CUstream;

/** Matrix products of a library: one handle, for one stream. */
interface ProductLibrary extends AutoCloseable {
  /** Everything from now on happens in the order of this stream. */
  void useStream(CUstream stream);

  /** Whether {@link #multiply} adds the bias of this call itself; the answer stays the same for the same call. */
  boolean takesBias(Call call);

  /** @param call without a bias, or one that {@link #takesBias} */
  void multiply(Call call);

  @Override
  void close();

  /**
   * {@code out (m, n) = x (m, k) · weight (n, k)ᵀ + bias}, or added to it, for each of {@code batches}; row by row,
   * strides in elements.
   *
   * @param bias address of n elements, stored as the result is, or 0
   * @param narrow operands are bf16 and not float
   * @param narrowOut the result is bf16 and not float
   */
  record Call(
      long weight, long weightStride, long x, long xStride, long xBatch, long out, long outStride, long outBatch,
      long bias, int m, int n, int k, int batches, boolean narrow, boolean narrowOut, boolean accumulate) {
    Call withBias(long address) {
      return withAddresses(weight, x, out, address);
    }

    Call withAddresses(long newWeight, long newX, long newOut, long newBias) {
      return new Call(newWeight, weightStride, newX, xStride, xBatch, newOut, outStride, outBatch, newBias, m, n, k,
          batches, narrow, narrowOut, accumulate);
    }

    void writeTo(ByteBuffer target) {
      target.putLong(weight).putLong(weightStride).putLong(x).putLong(xStride).putLong(xBatch)
          .putLong(out).putLong(outStride).putLong(outBatch).putLong(bias)
          .putInt(m).putInt(n).putInt(k).putInt(batches)
          .putInt(narrow ? 1 : 0).putInt(narrowOut ? 1 : 0).putInt(accumulate ? 1 : 0);
    }

    static Call readFrom(ByteBuffer source) {
      return new Call(source.getLong(), source.getLong(), source.getLong(), source.getLong(), source.getLong(),
          source.getLong(), source.getLong(), source.getLong(), source.getLong(),
          source.getInt(), source.getInt(), source.getInt(), source.getInt(), source.getInt() != 0,
          source.getInt() != 0,
          source.getInt() != 0);
    }
  }
}
