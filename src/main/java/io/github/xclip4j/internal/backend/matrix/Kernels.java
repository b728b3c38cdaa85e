package io.github.xclip4j.internal.backend.matrix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.internal.backend.Precision;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The native functions of {@code src/main/c/kernels.h} for one unit. Memory may be on the heap or off it; offsets are in
 * bytes. A call takes less than about a millisecond, so that the garbage collector need not wait.
 */
final class Kernels {
  /** Rows of a left block, columns of a right block, bf16 values of a tile along k. */
  static final int BLOCK = 32;
  /** Bytes of a block for each {@link #BLOCK} values along k and each term. */
  static final int STEP_BYTES = 2048;

  private final MethodHandle left;
  private final MethodHandle leftNorm;
  private final MethodHandle leftResult;
  private final MethodHandle assign;
  private final MethodHandle add;
  private final MethodHandle right;
  private final MethodHandle product;
  private final MethodHandle attention;
  private final MethodHandle attentionScratch;
  private final MethodHandle leftInt8;
  private final MethodHandle leftInt8Bytes;
  private final MethodHandle rightInt8;
  private final MethodHandle rightInt8Bytes;
  private final MethodHandle productInt8;

  Kernels(NativeFunctions library, Unit unit) {
    FunctionDescriptor size = FunctionDescriptor.of(JAVA_LONG, JAVA_LONG);
    String suffix = unit.suffix();
    left = library.function("xclip4j_left",
        FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG));
    leftNorm = library.function("xclip4j_left_norm", FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG, ADDRESS, ADDRESS,
        ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_FLOAT, JAVA_LONG));
    leftResult = library.function("xclip4j_left_result", FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG, JAVA_LONG,
        ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    assign = library.function("xclip4j_assign",
        FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG));
    add = library.function("xclip4j_add", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG));
    right = library.function("xclip4j_right", FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG,
        JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    product = library.function("xclip4j_product_" + suffix, FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, JAVA_LONG,
        ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    attention = library.function("xclip4j_attention_" + suffix,
        FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    attentionScratch = library.function("xclip4j_attention_scratch",
        FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    leftInt8 = library.function("xclip4j_left_int8",
        FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    leftInt8Bytes = library.function("xclip4j_left_int8_bytes", size);
    rightInt8 = library.function("xclip4j_right_int8", FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG,
        JAVA_LONG, JAVA_LONG, JAVA_LONG));
    rightInt8Bytes = library.function("xclip4j_right_int8_bytes", size);
    productInt8 = library.function("xclip4j_product_int8_" + suffix, FunctionDescriptor.ofVoid(ADDRESS, ADDRESS,
        JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG));
  }

  /**
   * The bf16 terms that a float is split in. Three hold all of its 24 bits: the six products of terms that reach into them
   * are summed as floats. One is the value rounded.
   */
  static int terms(Precision precision) {
    return switch (precision) {
      case EXACT -> 3;
      case FAST -> 1;
    };
  }

  /**
   * Rounds rows of floats to the terms of one left block.
   *
   * @param rows at most {@link #BLOCK}, as {@link Stack} describes them
   */
  void left(MemorySegment to, long toOffset, MemorySegment x, MemorySegment rows, long terms) {
    try {
      left.invokeExact(to, toOffset, x, rows, terms);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  /**
   * Normalises rows and rounds them to the terms of one left block.
   *
   * @param rows at most {@link #BLOCK}, as {@link Stack} describes them
   * @param gammaOffset in floats, as is {@code betaOffset}
   */
  void leftNorm(MemorySegment to, long toOffset, MemorySegment x, MemorySegment rows, MemorySegment gamma,
      long gammaOffset, MemorySegment beta, long betaOffset, float epsilon, long terms) {
    try {
      leftNorm.invokeExact(to, toOffset, x, rows, gamma, gammaOffset, beta, betaOffset, epsilon, terms);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  /**
   * Rounds {@code activation(result + bias)} to the terms of one step along k of left blocks.
   *
   * @param blockBytes from a left block to the next
   * @param result [count][32]
   * @param columns of the result, at most 32
   * @param biasOffset in floats
   */
  void leftResult(MemorySegment to, long toOffset, long blockBytes, MemorySegment result, long count, long columns,
      MemorySegment bias, long biasOffset, Activation activation, long terms) {
    try {
      leftResult.invokeExact(to, toOffset, blockBytes, result, count, columns, bias, biasOffset,
          (long) activation.ordinal(), terms);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  /**
   * {@code out = activation(result + bias)} for rows of a stack and at most 32 columns.
   *
   * @param rows as {@link Stack} describes them
   * @param result [rows][32]
   * @param biasOffset in floats
   */
  void assign(MemorySegment out, MemorySegment rows, MemorySegment result, MemorySegment bias, long biasOffset,
      Activation activation) {
    try {
      assign.invokeExact(out, rows, result, bias, biasOffset, (long) activation.ordinal());
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  /** {@code out += result + bias}, likewise. */
  void add(MemorySegment out, MemorySegment rows, MemorySegment result, MemorySegment bias, long biasOffset) {
    try {
      add.invokeExact(out, rows, result, bias, biasOffset);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  /** Rounds rows of weights, (columns, width), to the terms of one right block. */
  void right(MemorySegment to, long toOffset, MemorySegment x, long xOffset, long stride, long count, long width,
      long terms) {
    try {
      right.invokeExact(to, toOffset, x, xOffset, stride, count, width, terms);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  /**
   * {@code result = left·right} for one right block.
   *
   * @param result [count rounded up to 16][32]
   * @param depth steps along k
   */
  void product(MemorySegment result, MemorySegment left, long leftOffset, MemorySegment right, long rightOffset,
      long count, long depth, long terms) {
    try {
      product.invokeExact(result, left, leftOffset, right, rightOffset, count, depth, terms);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  /**
   * {@code softmax(q·kᵀ + mask)·v} for one head of one group.
   *
   * @param shape the numbers of {@code struct attention_shape}
   */
  void attention(MemorySegment out, MemorySegment q, MemorySegment k, MemorySegment v, MemorySegment seen,
      MemorySegment scratch, MemorySegment shape) {
    try {
      attention.invokeExact(out, q, k, v, seen, scratch, shape);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  /** Floats of scratch that {@link #attention} takes, 16 for its alignment included. */
  long attentionScratch(long keys, long width, long terms) {
    try {
      return 16 + (long) attentionScratch.invokeExact(keys, width, terms);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  /** Rounds a left block of bf16 terms to 8 bits, each row by its largest value. */
  void leftInt8(MemorySegment to, long toOffset, MemorySegment left, long leftOffset, long depth, long terms) {
    try {
      leftInt8.invokeExact(to, toOffset, left, leftOffset, depth, terms);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  /** Bytes of a left block of 8-bit integers. */
  long leftInt8Bytes(long width) {
    try {
      return (long) leftInt8Bytes.invokeExact(width);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  /** Arranges rows of 8-bit weights, (columns, width), in one right block. */
  void rightInt8(MemorySegment to, long toOffset, MemorySegment x, long xOffset, long stride, long count, long width) {
    try {
      rightInt8.invokeExact(to, toOffset, x, xOffset, stride, count, width);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  /** Bytes of a right block of 8-bit integers. */
  long rightInt8Bytes(long width) {
    try {
      return (long) rightInt8Bytes.invokeExact(width);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  /** {@code result = left·right·scales} for one right block; a row's scale is in its left block. */
  void productInt8(MemorySegment result, MemorySegment left, long leftOffset, MemorySegment right, long rightOffset,
      MemorySegment scales, long scalesOffset, long count, long width) {
    try {
      productInt8.invokeExact(result, left, leftOffset, right, rightOffset, scales, scalesOffset, count, width);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }
}
