package io.github.xclip4j.internal.backend.cuda;

import io.github.xclip4j.internal.backend.Update;
import java.nio.ByteBuffer;
import jcuda.driver.CUstream;

/** Matrix products of a library: one handle for one stream. */
interface ProductLibrary extends AutoCloseable {
  /** Device memory for the library's use, as NVIDIA advises for Hopper. CUDA graphs require that it is fixed. */
  long WORKSPACE_BYTES = 32 << 20;

  /** Queues all further products on this stream. */
  void useStream(CUstream stream);

  /** Whether {@link #multiply} adds the bias of this call itself; always the same for the same call. */
  boolean takesBias(Call call);

  /** @param call has no bias, or the library {@link #takesBias} for it */
  void multiply(Call call);

  @Override
  void close();

  /**
   * {@code out (m, n) = x (m, k) · weight (n, k)ᵀ + bias}, or added to it, batch by batch.
   *
   * @param bias address of n elements of the type of {@code out}, or 0
   */
  record Call(Operand weight, Operand x, Operand out, long bias, Size size, Update update) {
    Call withBias(long address) {
      return new Call(weight, x, out, address, size, update);
    }

    void writeTo(ByteBuffer target) {
      weight.writeTo(target);
      x.writeTo(target);
      out.writeTo(target);
      target.putLong(bias);
      size.writeTo(target);
      target.putInt(update.ordinal());
    }

    static Call readFrom(ByteBuffer source) {
      return new Call(Operand.readFrom(source), Operand.readFrom(source), Operand.readFrom(source), source.getLong(),
          Size.readFrom(source), Update.values()[source.getInt()]);
    }
  }

  /**
   * Matrices stored row by row.
   *
   * @param address of the first element
   * @param stride from row to row, in elements
   * @param batchStride from batch to batch, in elements; 0 if all batches use the same matrix
   */
  record Operand(ElementType type, long address, long stride, long batchStride) {
    Operand withAddress(long other) {
      return new Operand(type, other, stride, batchStride);
    }

    private void writeTo(ByteBuffer target) {
      target.putLong(type.ordinal()).putLong(address).putLong(stride).putLong(batchStride);
    }

    private static Operand readFrom(ByteBuffer source) {
      return new Operand(ElementType.values()[(int) source.getLong()], source.getLong(), source.getLong(),
          source.getLong());
    }
  }

  /**
   * @param m rows of x, of each batch
   * @param n outputs
   * @param k inputs
   */
  record Size(int m, int n, int k, int batches) {
    private void writeTo(ByteBuffer target) {
      target.putInt(m).putInt(n).putInt(k).putInt(batches);
    }

    private static Size readFrom(ByteBuffer source) {
      return new Size(source.getInt(), source.getInt(), source.getInt(), source.getInt());
    }
  }
}
