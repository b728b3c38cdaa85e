package io.github.xclip4j.backend.cpu;

import static io.github.xclip4j.backend.cpu.Species.FLOATS;
import static io.github.xclip4j.backend.cpu.Species.LANES;
import static io.github.xclip4j.backend.cpu.Species.TILE_COLS;

import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Tensor;
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
    return CpuMemory.values(keys)[CpuMemory.at(keys, group, 0) + key] == 0;
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
    for (int half = 0; half < TILE_COLS; half += LANES) {
      highest(scores, half, half + keys * TILE_COLS, state, half);
      exponentials(scores, half, half + keys * TILE_COLS, state, half);
    }
  }

  // Vectors go from method to method through memory: where one is not inlined, they would become objects.

  private static void highest(float[] scores, int start, int end, float[] state, int at) {
    FloatVector before = FloatVector.fromArray(FLOATS, state, at);
    FloatVector highest = before;
    for (int i = start; i < end; i += TILE_COLS) {
      FloatVector score = FloatVector.fromArray(FLOATS, scores, i);
      highest = highest.blend(score, score.compare(VectorOperators.GT, highest));
    }
    highest.intoArray(state, at);
    VectorMath.exp(before.sub(highest)).intoArray(state, FACTOR + at);
  }

  private static void exponentials(float[] scores, int start, int end, float[] state, int at) {
    FloatVector highest = FloatVector.fromArray(FLOATS, state, at);
    FloatVector sum = FloatVector.fromArray(FLOATS, state, SUM + at)
        .mul(FloatVector.fromArray(FLOATS, state, FACTOR + at));
    for (int i = start; i < end; i += TILE_COLS) {
      FloatVector weight = VectorMath.exp(FloatVector.fromArray(FLOATS, scores, i).sub(highest));
      weight.intoArray(scores, i);
      sum = sum.add(weight);
    }
    sum.intoArray(state, SUM + at);
  }
}
