package io.github.xclip4j.weights;

import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;

/**
 * What a file says about a tensor.
 *
 * @param dtypeName the type's name in the file
 * @param shape dimensions, outermost first; empty for a scalar
 */
public record TensorInfo(DType dtype, String dtypeName, List<Long> shape) {
  /** Checks that the number of elements fits a long. */
  public TensorInfo {
    shape = List.copyOf(shape);
    elements(shape);
  }

  /** A description under the type's own name. */
  public TensorInfo(DType dtype, List<Long> shape) {
    this(dtype, dtype.name(), shape);
  }

  /** A description from plain dimensions. */
  public static TensorInfo of(DType dtype, long... shape) {
    return new TensorInfo(dtype, Arrays.stream(shape).boxed().toList());
  }

  /** The number of elements. */
  public long elements() {
    return elements(shape);
  }

  /**
   * The number of bytes, the last one counted whole.
   *
   * @throws ArithmeticException if there are more than a long holds
   */
  public long bytes() {
    return Math.ceilDiv(Math.multiplyExact(elements(), (long) dtype.bits()), Byte.SIZE);
  }

  /** The shape for people: {@code "(768, 3, 32, 32)"}. */
  public String shapeText() {
    return text(shape);
  }

  private static String text(List<Long> shape) {
    StringJoiner joiner = new StringJoiner(", ", "(", ")");
    shape.forEach(dimension -> joiner.add(dimension.toString()));
    return joiner.toString();
  }

  private static long elements(List<Long> shape) {
    long product = 1;
    for (long dimension : shape) {
      if (dimension < 0) {
        throw new IllegalArgumentException("shape " + text(shape) + " has a negative dimension");
      }
      try {
        product = Math.multiplyExact(product, dimension);
      } catch (ArithmeticException e) {
        throw new IllegalArgumentException("shape " + text(shape) + " has more than 2^63 elements", e);
      }
    }
    return product;
  }
}
