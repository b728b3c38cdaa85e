package io.github.xclip4j.internal.backend.simd;

import static io.github.xclip4j.internal.backend.simd.Species.FLOATS;
import static io.github.xclip4j.internal.backend.simd.Species.LANES;
import static io.github.xclip4j.internal.backend.simd.Species.TILE_COLS;
import static io.github.xclip4j.internal.backend.simd.VectorMath.E2;
import static io.github.xclip4j.internal.backend.simd.VectorMath.E3;
import static io.github.xclip4j.internal.backend.simd.VectorMath.E4;
import static io.github.xclip4j.internal.backend.simd.VectorMath.E5;
import static io.github.xclip4j.internal.backend.simd.VectorMath.E6;
import static io.github.xclip4j.internal.backend.simd.VectorMath.LN2_HIGH;
import static io.github.xclip4j.internal.backend.simd.VectorMath.LN2_LOW;
import static io.github.xclip4j.internal.backend.simd.VectorMath.LOG2_E;
import static io.github.xclip4j.internal.backend.simd.VectorMath.LOWEST;
import static io.github.xclip4j.internal.backend.simd.VectorMath.ROUNDER;

import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.internal.backend.heap.HeapMemory;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Softmax down the columns of a panel of scores, a query per SIMD lane, so that no step is horizontal; a panel is (keys,
 * {@link #COLUMNS}), dense. Keys may come in several panels: the state has each query's highest score and sum so far.
 */
/*
 * C2 inlines the Vector API's methods while it parses a kernel, until it has made 18,000 nodes (NodeCountInliningCutoff);
 * what comes after that is inlined late, and now and then a vector is left an object for good. An exponential takes 9,000
 * nodes, a load, store or operation 300 to 400. So a compilation may hold one exponential: the loop over scores has its own
 * copy of VectorMath.exp, which makes it larger than the 325 bytecodes that C2 inlines (FreqInlineSize), and the factors,
 * one per query and panel, are computed one by one. For the same reason vectors go from method to method through memory.
 * Two exponentials per round, of both halves of a panel, would be 2 % faster, and objects in one JVM out of ten.
 */
public final class Softmax {
  /** Queries of a panel. */
  public static final int COLUMNS = TILE_COLS;
  /** Where the state has the sums of the exponentials. */
  public static final int SUM = COLUMNS;
  /** Where the state has the factors by which earlier weights must be rescaled. */
  static final int FACTOR = 2 * COLUMNS;
  /** Floats of a state; the highest scores come first. */
  public static final int STATE = 3 * COLUMNS;

  private Softmax() {}

  /**
   * Hides keys as the reference does in float: each mask that hides a key adds the lowest finite float, which leaves nothing of
   * the score; two of them make minus infinity. So a query whose visible keys are all padding weighs those equally.
   *
   * @param scores (count, COLUMNS)
   * @param firstKey the key of row 0
   * @param firstQuery the query of column 0
   */
  static void hide(float[] scores, int firstKey, int count, int firstQuery, Mask mask, int group) {
    for (int i = 0; i < count; i++) {
      int key = firstKey + i;
      int row = i * COLUMNS;
      boolean padding = mask.keys().isPresent() && isZero(mask.keys().get(), group, key);
      int later = mask.causal() ? Math.clamp(key - firstQuery, 0, COLUMNS) : 0;
      for (int column = 0; column < later; column++) {
        scores[row + column] = padding ? Float.NEGATIVE_INFINITY : -Float.MAX_VALUE;
      }
      for (int column = later; padding && column < COLUMNS; column++) {
        scores[row + column] = -Float.MAX_VALUE;
      }
    }
  }

  /**
   * Sets what belongs to hidden keys to zero: their weights do not depend on their scores.
   *
   * @param start of (count, COLUMNS) in {@code values}; row 0 is key 0
   */
  static void clearHidden(float[] values, int start, int count, int firstQuery, Mask mask, int group) {
    for (int key = 0; key < count; key++) {
      int row = start + key * COLUMNS;
      boolean padding = mask.keys().isPresent() && isZero(mask.keys().get(), group, key);
      int hidden = padding ? COLUMNS : mask.causal() ? Math.clamp(key - firstQuery, 0, COLUMNS) : 0;
      Arrays.fill(values, row, row + hidden, 0f);
    }
  }

  private static boolean isZero(Tensor keys, int group, int key) {
    return HeapMemory.values(keys)[HeapMemory.at(keys, group, 0) + key] == 0;
  }

  /** Sets the state before any key: every query has a key whose score is not below the lowest finite float. */
  public static void start(float[] state) {
    Arrays.fill(state, 0, SUM, -Float.MAX_VALUE);
    Arrays.fill(state, SUM, FACTOR, 0f);
  }

  /**
   * Replaces scores by {@code exp(score − highest of the column so far)}, adds them to the columns' sums and stores the
   * factor that rescales earlier panels.
   *
   * @param state {@link #STATE} floats
   * @param scores (keys, COLUMNS)
   */
  public static void advance(float[] state, float[] scores, int keys) {
    raiseHighest(state, scores, keys * COLUMNS);
    for (int i = 0; i < COLUMNS; i++) {
      state[FACTOR + i] = VectorMath.exp(state[FACTOR + i]);
    }
    weigh(state, scores, keys * COLUMNS);
  }

  /** Takes the scores into the highest so far, and leaves (before − after) where the factors belong. */
  private static void raiseHighest(float[] state, float[] scores, int end) {
    FloatVector leftBefore = FloatVector.fromArray(FLOATS, state, 0);
    FloatVector rightBefore = FloatVector.fromArray(FLOATS, state, LANES);
    FloatVector left = leftBefore;
    FloatVector right = rightBefore;
    for (int i = 0; i < end; i += COLUMNS) {
      FloatVector a = FloatVector.fromArray(FLOATS, scores, i);
      FloatVector b = FloatVector.fromArray(FLOATS, scores, i + LANES);
      left = a.blend(left, a.compare(VectorOperators.GT, left).not());
      right = b.blend(right, b.compare(VectorOperators.GT, right).not());
    }
    left.intoArray(state, 0);
    right.intoArray(state, LANES);
    leftBefore.sub(left).intoArray(state, FACTOR);
    rightBefore.sub(right).intoArray(state, FACTOR + LANES);
  }

  private static void weigh(float[] state, float[] scores, int end) {
    for (int half = 0; half < COLUMNS; half += LANES) {
      FloatVector highest = FloatVector.fromArray(FLOATS, state, half);
      FloatVector sum = FloatVector.fromArray(FLOATS, state, SUM + half)
          .mul(FloatVector.fromArray(FLOATS, state, FACTOR + half));
      for (int i = half; i < end; i += COLUMNS) {
        FloatVector x = FloatVector.fromArray(FLOATS, scores, i).sub(highest);
        // VectorMath.exp(x), written out: see above.
        FloatVector rounded = x.fma(FloatVector.broadcast(FLOATS, LOG2_E), FloatVector.broadcast(FLOATS, ROUNDER));
        FloatVector n = rounded.sub(ROUNDER);
        FloatVector r = n.fma(FloatVector.broadcast(FLOATS, -LN2_HIGH), x);
        r = n.fma(FloatVector.broadcast(FLOATS, -LN2_LOW), r);
        FloatVector fraction = r.fma(FloatVector.broadcast(FLOATS, E6), FloatVector.broadcast(FLOATS, E5));
        fraction = fraction.fma(r, FloatVector.broadcast(FLOATS, E4));
        fraction = fraction.fma(r, FloatVector.broadcast(FLOATS, E3));
        fraction = fraction.fma(r, FloatVector.broadcast(FLOATS, E2));
        FloatVector power = fraction.fma(r.mul(r), r).add(1f);
        IntVector bits = power.reinterpretAsInts().add(rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23));
        FloatVector weight = bits.reinterpretAsFloats().blend(0f, x.compare(VectorOperators.LT, LOWEST));
        weight.intoArray(scores, i);
        sum = weight.add(sum);
      }
      sum.intoArray(state, SUM + half);
    }
  }
}
