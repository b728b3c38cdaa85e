package io.github.xclip4j.internal.backend.simd;

import io.github.xclip4j.backend.Matrix;
import java.util.Arrays;

/**
 * A weight matrix in panels of {@link Species#TILE_COLS} outputs, the values of one input next to each other:
 * {@code [outputs/tile][inputs][tile]}, with zeros after the last output.
 */
interface Panels {
  /**
   * Part of a panel as floats: the storage itself, or {@code scratch} filled with widened values.
   *
   * @param scratch of at least {@code count·TILE_COLS} values; any array unless {@link #needsScratch}
   */
  float[] values(float[] scratch, int panel, int firstInput, int count);

  /** Where in the array of {@link #values} the part starts. */
  int start(int panel, int firstInput);

  /** Whether {@link #values} writes to its scratch. */
  boolean needsScratch();

  /**
   * Fills panel {@code panel} from the rows of {@code weight}; panels may be packed by different threads.
   *
   * @return whether the storage holds every value exactly
   */
  boolean pack(Matrix weight, int panel);

  /** Panels of the narrowest storage that a file's values need. */
  static Panels narrow(Matrix weight) {
    return switch (weight.storage()) {
      case F32 -> new FloatPanels(weight.rows(), weight.cols());
      case F16 -> new HalfPanels(weight.rows(), weight.cols(), HalfPanels.Format.F16);
      case BF16 -> new HalfPanels(weight.rows(), weight.cols(), HalfPanels.Format.BF16);
      case INT8 -> new BytePanels(weight.rows(), weight.cols());
    };
  }

  /**
   * Transposes rows of a matrix into one panel of floats, four at a time: one by one, every cache line of the panel would
   * be fetched for each of its values.
   *
   * @param rows scratch for four rows
   */
  static void transpose(Matrix weight, int panel, float[] target, int start, float[] rows) {
    int first = panel * Species.TILE_COLS;
    int count = Math.min(Species.TILE_COLS, weight.rows() - first);
    int inputs = weight.cols();
    for (int n = 0; n < count; n += 4) {
      int some = Math.min(4, count - n);
      for (int i = 0; i < some; i++) {
        weight.read(first + n + i, 0, inputs, rows, i * inputs);
      }
      Arrays.fill(rows, some * inputs, 4 * inputs, 0f);
      PackedRows.transpose(target, start + n, Species.TILE_COLS, rows, 0, inputs, 2 * inputs, 3 * inputs, inputs);
    }
  }
}
