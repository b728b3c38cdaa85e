package io.github.xclip4j.backend;

import io.github.xclip4j.backend.Case.Layout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every backend computes row by row or value by value: norms, sums, means, scores. */
interface RowsContract extends Contract {
  @ParameterizedTest
  @CsvSource({"1,1,1", "1,3,2", "2,5,7", "3,2,16", "1,4,33", "2,3,96", "1,9,130", "1,2,768"})
  default void layerNorm_equalsTheDefinition(int groups, int rows, int cols) {
    for (float offset : new float[] {0, 1000}) {
      Stack x = Stack.random(5, groups, rows, cols).shifted(offset);
      float[] gamma = Stack.random(6, 1, 1, cols).values;
      float[] beta = Stack.random(7, 1, 1, cols).values;
      // The input's own rounding, seen from a deviation of about one, and a few roundings of the result.
      double tolerance = pair().unitRoundoff() * (16 + 4 * offset) * 16;
      for (Layout layout : Layout.values()) {
        pair().compare(layout, cols == 1 && offset != 0 ? 1e6 : tolerance, x, (on, l) -> {
          Tensor out = l.empty(groups, rows, cols);
          on.layerNorm(out, l.put(x), l.constant(1, cols, gamma), l.constant(1, cols, beta), 1e-5f);
          l.result(out);
        });
        pair().compare(layout, cols == 1 && offset != 0 ? 1e6 : tolerance, x, (on, l) -> {
          Tensor inPlace = l.put(x);
          on.layerNorm(inPlace, inPlace, l.constant(1, cols, gamma), l.constant(1, cols, beta), 1e-5f);
          l.result(inPlace);
        });
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1,1", "2,3,5", "3,7,16", "2,9,33", "1,4,100"})
  default void elementwise_equalsTheDefinition(int groups, int rows, int cols) {
    Stack x = Stack.random(20, groups, rows, cols);
    Stack y = Stack.random(21, groups, rows, cols);
    float[] one = Stack.random(22, 1, rows, cols).values;
    float[] scale = Stack.random(23, 1, 1, cols).values;
    double tolerance = pair().unitRoundoff() * 32;
    for (Layout layout : Layout.values()) {
      pair().compare(layout, tolerance, x, (on, l) -> {
        Tensor out = l.empty(groups, rows, cols);
        on.copy(out, l.put(x));
        on.add(out, l.put(y));
        on.addScaled(out, l.put(y), l.constant(1, cols, scale));
        on.add(out, l.constant(rows, cols, one).repeat(groups));
        l.result(out);
      });
      pair().compare(layout, tolerance, x, (on, l) -> {
        Tensor out = l.empty(groups, 1, cols);
        on.mean(out, l.put(x));
        l.result(out);
      });
      pair().compare(layout, tolerance, x, (on, l) -> {
        Tensor out = l.empty(1, rows, cols);
        on.meanGroups(out, l.put(x));
        l.result(out);
      });
      pair().compare(layout, tolerance, x, (on, l) -> {
        Tensor out = l.empty(groups, rows, cols);
        on.normalize(out, l.put(x));
        on.normalize(out, out);
        l.result(out);
      });
    }
  }

  @Test
  default void meanGroups_averagesRunsOfGroups() {
    Stack x = Stack.random(24, 12, 5, 19);
    pair().compare(Layout.STRIDED, pair().unitRoundoff() * 32, x, (on, l) -> {
      Tensor out = l.empty(3, 5, 19);
      on.meanGroups(out, l.put(x));
      l.result(out);
    });
  }

  @ParameterizedTest
  @CsvSource({"1,1,1", "2,3,5", "3,12,64", "1,33,36"})
  default void scores_areScaledDotProducts(int videos, int labels, int cols) {
    Stack video = Stack.random(26, videos, 1, cols);
    Stack text = Stack.random(27, videos, labels, cols);
    double tolerance = pair().unitRoundoff() * 100 * 9 * (4 + cols);
    for (Layout layout : Layout.values()) {
      pair().compare(layout, tolerance, video, (on, l) -> {
        Tensor out = l.empty(videos, 1, labels);
        on.scores(out, l.put(video), l.put(text), l.constant(1, 1, new float[] {(float) Math.log(100)}));
        l.result(out);
      });
    }
  }
}
