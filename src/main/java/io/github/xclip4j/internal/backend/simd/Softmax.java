package io.github.xclip4j.internal.backend.simd;

import static io.github.xclip4j.internal.backend.simd.Species.FLOATS;
import static io.github.xclip4j.internal.backend.simd.Species.LANES;
import static io.github.xclip4j.internal.backend.simd.Species.TILE_COLS;

import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.internal.backend.heap.HeapMemory;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Softmax down the columns of a panel of scores, a lane per query, so that no step is horizontal; a panel is (keys,
 * TILE_COLS), dense. Keys may come in several panels: the state has each query's highest score and sum so far.
 *
 * <p>The loops are methods of their own: inlined into their caller the compiler makes them two to five times slower.
 */
final class Softmax {
  /** Where the state has the sums of the exponentials. */
  static final int SUM = TILE_COLS;
  /** Where it has what the last panel made of the weights before: they are to be multiplied by it. */
  static final int FACTOR = 2 * TILE_COLS;
  /** Floats of a state; the highest scores come first. */
  static final int STATE = 3 * TILE_COLS;

  private Softmax() {}

  /**
   * As the reference has it in float: each mask that hides a key adds the lowest finite float, which leaves nothing of
   * the score; two of them make minus infinity. So a query whose visible keys are all padding weighs those equally.
   *
   * @param scores (count, TILE_COLS)
   * @param firstKey the key of row 0
   * @param firstQuery the query of column 0
   */
  static void hide(float[] scores, int firstKey, int count, int firstQuery, Mask mask, int group) {
    for (int i = 0; i < count; i++) {
      int key = firstKey + i;
      int row = i * TILE_COLS;
      boolean padding = mask.keys().isPresent() && isZero(mask.keys().get(), group, key);
      int later = mask.causal() ? Math.clamp(key - firstQuery, 0, TILE_COLS) : 0;
      for (int column = 0; column < later; column++) {
        scores[row + column] = padding ? Float.NEGATIVE_INFINITY : -Float.MAX_VALUE;
      }
      for (int column = later; padding && column < TILE_COLS; column++) {
        scores[row + column] = -Float.MAX_VALUE;
      }
    }
  }

  private static boolean isZero(Tensor keys, int group, int key) {
    return HeapMemory.values(keys)[HeapMemory.at(keys, group, 0) + key] == 0;
  }

  /** The state before any key: every query has a key whose score is not below the lowest finite float. */
  static void start(float[] state) {
    Arrays.fill(state, 0, SUM, -Float.MAX_VALUE);
    Arrays.fill(state, SUM, FACTOR, 0f);
  }

  /**
   * Replaces scores by {@code exp(score − highest of the column so far)}, adds them to the columns' sums and says by how
   * much the weights of the panels before are now too large.
   *
   * @param scores (keys, TILE_COLS)
   * @param state {@link #STATE} floats
   */
  static void advance(float[] scores, int keys, float[] state) {
    highest(scores, keys * TILE_COLS, state);
    exponentials(scores, keys * TILE_COLS, state);
  }

  // Vectors go from method to method through memory: where one is not inlined, they would become objects.

  private static void highest(float[] scores, int end, float[] state) {
    FloatVector leftBefore = FloatVector.fromArray(FLOATS, state, 0);
    FloatVector rightBefore = FloatVector.fromArray(FLOATS, state, LANES);
    FloatVector left = leftBefore;
    FloatVector right = rightBefore;
    for (int i = 0; i < end; i += TILE_COLS) {
      FloatVector a = FloatVector.fromArray(FLOATS, scores, i);
      FloatVector b = FloatVector.fromArray(FLOATS, scores, i + LANES);
      left = left.blend(a, a.compare(VectorOperators.GT, left));
      right = right.blend(b, b.compare(VectorOperators.GT, right));
    }
    left.intoArray(state, 0);
    right.intoArray(state, LANES);
    VectorMath.exp(leftBefore.sub(left)).intoArray(state, FACTOR);
    VectorMath.exp(rightBefore.sub(right)).intoArray(state, FACTOR + LANES);
  }

  private static void exponentials(float[] scores, int end, float[] state) {
    FloatVector leftHighest = FloatVector.fromArray(FLOATS, state, 0);
    FloatVector rightHighest = FloatVector.fromArray(FLOATS, state, LANES);
    FloatVector left = FloatVector.fromArray(FLOATS, state, SUM).mul(FloatVector.fromArray(FLOATS, state, FACTOR));
    FloatVector right = FloatVector.fromArray(FLOATS, state, SUM + LANES)
        .mul(FloatVector.fromArray(FLOATS, state, FACTOR + LANES));
    for (int i = 0; i < end; i += TILE_COLS) {
      FloatVector a = VectorMath.exp(FloatVector.fromArray(FLOATS, scores, i).sub(leftHighest));
      FloatVector b = VectorMath.exp(FloatVector.fromArray(FLOATS, scores, i + LANES).sub(rightHighest));
      a.intoArray(scores, i);
      b.intoArray(scores, i + LANES);
      left = left.add(a);
      right = right.add(b);
    }
    left.intoArray(state, SUM);
    right.intoArray(state, SUM + LANES);
  }
}
