package io.github.xclip4j.backend.cpu;

import static io.github.xclip4j.backend.cpu.Species.FLOATS;
import static io.github.xclip4j.backend.cpu.Species.LANES;
import static io.github.xclip4j.backend.cpu.Species.TILE_COLS;

import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Tensor;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Softmax down the columns of a panel of scores, a lane per query, so that no step is horizontal.
 *
 * <p>A panel is (keys, TILE_COLS), dense. The loops are methods of their own: inlined into their caller the compiler makes
 * them two to five times slower.
 */
final class Softmax {
  private Softmax() {}

  /**
   * As the reference has it in float: each mask that hides a key adds the lowest finite float, which leaves nothing of
   * the score; two of them make minus infinity. So a query whose visible keys are all padding weighs those equally.
   *
   * @param scores (keys, TILE_COLS)
   * @param firstQuery the query of column 0
   */
  static void hide(float[] scores, int keys, int firstQuery, Mask mask, int group) {
    for (int key = 0; key < keys; key++) {
      int row = key * TILE_COLS;
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

  /**
   * Replaces scores by {@code exp(score − highest of the column)} and writes the reciprocals of the columns' sums.
   *
   * @param scores (keys, TILE_COLS)
   * @param reciprocals receives TILE_COLS values from {@code reciprocalStart} on
   */
  static void exponentials(float[] scores, int keys, float[] reciprocals, int reciprocalStart) {
    for (int half = 0; half < TILE_COLS; half += LANES) {
      highest(scores, half, half + keys * TILE_COLS, reciprocals, reciprocalStart + half);
      exponentialsOfLanes(scores, half, half + keys * TILE_COLS, reciprocals, reciprocalStart + half);
    }
  }

  // Vectors go from method to method through memory: where one is not inlined, they would become objects.

  private static void highest(float[] scores, int start, int end, float[] result, int at) {
    FloatVector highest = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
    for (int i = start; i < end; i += TILE_COLS) {
      FloatVector score = FloatVector.fromArray(FLOATS, scores, i);
      highest = highest.blend(score, score.compare(VectorOperators.GT, highest));
    }
    highest.intoArray(result, at);
  }

  private static void exponentialsOfLanes(float[] scores, int start, int end, float[] result, int at) {
    FloatVector highest = FloatVector.fromArray(FLOATS, result, at);
    FloatVector sum = FloatVector.zero(FLOATS);
    for (int i = start; i < end; i += TILE_COLS) {
      FloatVector weight = VectorMath.exp(FloatVector.fromArray(FLOATS, scores, i).sub(highest));
      weight.intoArray(scores, i);
      sum = sum.add(weight);
    }
    FloatVector.broadcast(FLOATS, 1f).div(sum).intoArray(result, at);
  }
}
