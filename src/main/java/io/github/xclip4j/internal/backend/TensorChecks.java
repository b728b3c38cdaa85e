package io.github.xclip4j.internal.backend;

import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Lease;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Tensor;

/** What is checked of single tensors and layers: shape, overlap, and that they may be used here and now. */
final class TensorChecks {
  private final Context user;

  /** @param user the context in which tensors and layers are to be used */
  TensorChecks(Context user) {
    this.user = user;
  }

  /** Values on their way between a tensor and an array of the host. */
  void transfer(String call, Tensor tensor, int length) {
    plain(call, "the tensor", tensor);
    if (length != tensor.elements()) {
      throw new IllegalArgumentException(
          call + ": the tensor " + tensor + " has " + tensor.elements() + " values, the array " + length);
    }
  }

  /** Numbers of rows of a table. */
  static void rows(String op, int[] rows, Tensor table) {
    for (int i = 0; i < rows.length; i++) {
      if (rows[i] < 0 || rows[i] >= table.rows()) {
        throw new IllegalArgumentException(op + ": row " + rows[i] + " (at " + i + ") of a table of " + table.rows());
      }
    }
  }

  /** One table of 256 values for each channel of {@code pixels}. */
  void tables(Tensor pixels, float[][] tables) {
    if (tables.length == 0 || pixels.rows() % tables.length != 0) {
      throw wrong("writePixels", pixels.rows() + " pixel rows are not " + tables.length + " channels");
    }
    for (float[] table : tables) {
      if (table.length != 256) {
        throw wrong("writePixels", "a table of " + table.length + " values, not 256");
      }
    }
  }

  /** What may be written to: no repeated view. */
  void writable(String op, Tensor out) {
    if (out.isRepeated()) {
      throw wrong(op, "out is a repeated view " + out + ", which can only be read");
    }
  }

  /** What lies in rows and may be used now. */
  void plain(String op, String name, Tensor tensor) {
    usable(op, name, tensor);
    if (!tensor.memory().viewable()) {
      throw wrong(op, name + " " + tensor
          + " is the input of linear layers, which nothing else reads or writes: take an operand instead");
    }
  }

  /** The result of an operation: of this shape, and writable. */
  void result(String op, Tensor out, int groups, int rows, int cols) {
    shape(op, "out", out, groups, rows, cols);
    writable(op, out);
  }

  /** What lies in rows, of this shape. */
  void shape(String op, String name, Tensor tensor, int groups, int rows, int cols) {
    anyShape(op, name, tensor, groups, rows, cols);
    plain(op, name, tensor);
  }

  /** As {@link #shape}, of tensors that may be inputs of linear layers. */
  void anyShape(String op, String name, Tensor tensor, int groups, int rows, int cols) {
    if (tensor.groups() != groups || tensor.rows() != rows || tensor.cols() != cols) {
      throw new IllegalArgumentException(
          op + ": " + name + " is " + tensor + ", expected (" + groups + ", " + rows + ", " + cols + ")");
    }
    usable(op, name, tensor);
  }

  private void usable(String op, String name, Tensor tensor) {
    if (!tensor.lease().covers(user)) {
      throw refused(op, name + " " + tensor, tensor.lease());
    }
  }

  /** A layer that may be used now. */
  void layer(String op, Linear layer) {
    if (!layer.lease().covers(user)) {
      throw refused(op, "the layer " + layer, layer.lease());
    }
  }

  private RuntimeException refused(String op, String what, Lease lease) {
    String message = op + ": " + what + " " + lease.refusal(user);
    return lease.isOver() ? new IllegalStateException(message) : new IllegalArgumentException(message);
  }

  /** The same view, or no element in common. */
  static void inPlaceOrApart(String op, Tensor out, Tensor x) {
    if (!out.sameView(x)) {
      apart(op, out, x);
    }
  }

  /** No element in common. */
  static void apart(String op, Tensor out, Tensor x) {
    if (out.overlaps(x)) {
      throw wrong(op, "out " + out + " overlaps an input " + x);
    }
  }

  /** Made where it is needed only: there are hundreds of operations in a forward pass, and none may allocate. */
  static IllegalArgumentException wrong(String op, String message) {
    return new IllegalArgumentException(op + ": " + message);
  }
}
