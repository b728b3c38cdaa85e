package io.github.xclip4j.backend;

import io.github.xclip4j.backend.Case.Layout;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attention of every backend: masks, padding, repeated queries, long lines. */
interface AttentionContract extends Contract {
  @ParameterizedTest
  @CsvSource({
      "1,1,1,1,1", "1,2,3,1,4", "2,5,5,2,3", "1,7,9,3,12", "2,17,17,4,16", "1,18,18,4,24", "3,8,8,2,64", "1,51,51,2,64",
      "1,4,70,1,80", "2,1,33,5,8", "1,130,130,1,6", "1,3,252,1,8", "1,3,253,2,8",
      "2,40,577,1,36"
  })
  default void attention_equalsTheDefinition(int groups, int queries, int keys, int heads, int headSize) {
    int width = heads * headSize;
    Stack q = Stack.random(8, groups, queries, width).scaled((float) (1 / Math.sqrt(headSize)));
    Stack k = Stack.random(9, groups, keys, width);
    Stack v = Stack.random(10, groups, keys, width);
    double tolerance = attentionTolerance(headSize, keys);
    for (Layout layout : Layout.values()) {
      pair().compare(layout, tolerance, q, (on, l) -> {
        Tensor out = l.empty(groups, queries, width);
        on.attention(out, l.put(q), l.put(k), l.put(v), heads, Mask.NONE);
        l.result(out);
      });
      pair().compare(layout, tolerance, q, (on, l) -> {
        Tensor out = l.empty(groups, heads * queries, keys);
        on.attentionWeights(out, l.put(q), l.put(k), heads, Mask.NONE);
        l.result(out);
      });
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1,1,4", "2,5,2,3", "3,11,4,16", "1,32,2,8", "2,77,2,64", "1,33,1,10", "2,300,1,8"})
  default void attention_isCausalAndSkipsPadding(int groups, int rows, int heads, int headSize) {
    int width = heads * headSize;
    Stack q = Stack.random(11, groups, rows, width).scaled((float) (1 / Math.sqrt(headSize)));
    Stack k = Stack.random(12, groups, rows, width);
    Stack v = Stack.random(13, groups, rows, width);
    Random random = new Random(14);
    Stack visible = new Stack(groups, 1, rows, new float[groups * rows]);
    for (int i = 0; i < visible.values.length; i++) {
      visible.values[i] = random.nextInt(3) == 0 ? 0 : 1; // the first key of a group may be padding, too
    }
    double tolerance = attentionTolerance(headSize, rows);
    for (boolean padded : new boolean[] {false, true}) {
      for (Layout layout : Layout.values()) {
        pair().compare(layout, tolerance, q, (on, l) -> {
          Tensor out = l.empty(groups, rows, width);
          Mask mask = padded ? Mask.causalWithPadding(l.put(visible)) : Mask.CAUSAL;
          on.attention(out, l.put(q), l.put(k), l.put(v), heads, mask);
          l.result(out);
        });
        pair().compare(layout, tolerance, q, (on, l) -> {
          Tensor out = l.empty(groups, heads * rows, rows);
          Mask mask = padded ? new Mask(true, Optional.of(l.put(visible))) : Mask.CAUSAL;
          on.attentionWeights(out, l.put(q), l.put(k), heads, mask);
          l.result(out);
        });
      }
    }
  }

  @Test
  default void attention_ofAQueryWhoseFirstOrLastHundredsOfKeysArePadding() {
    int rows = 600;
    Stack q = Stack.random(29, 2, rows, 8).scaled(0.3f);
    Stack kv = Stack.random(30, 2, rows, 8);
    Stack visible = new Stack(2, 1, rows, new float[2 * rows]);
    for (int i = 0; i < rows; i++) {
      visible.values[i] = i >= 290 ? 1 : 0;
      visible.values[rows + i] = i < 10 ? 1 : 0;
    }
    pair().compare(Layout.DENSE, attentionTolerance(8, rows), q, (on, l) -> {
      Tensor out = l.empty(2, rows, 8);
      on.attention(out, l.put(q), l.put(kv), l.put(kv), 1, Mask.causalWithPadding(l.put(visible)));
      l.result(out);
    });
  }

  @Test
  default void attention_takesRepeatedQueries() {
    Stack q = Stack.random(15, 1, 7, 24);
    Stack kv = Stack.random(16, 3, 9, 48);
    pair().compare(Layout.STRIDED, attentionTolerance(12, 9), q, (on, l) -> {
      Tensor out = l.empty(3, 7, 24);
      Tensor both = l.put(kv);
      on.attention(out, l.put(q).repeat(3), both.columns(0, 24), both.columns(24, 24), 2, Mask.NONE);
      l.result(out);
    });
  }

  @Test
  default void attention_survivesLargeScores() {
    Stack q = Stack.random(17, 1, 9, 8).scaled(200);
    Stack k = Stack.random(18, 1, 9, 8);
    // Scores of some ±1000 carry an absolute rounding of 1000·u, which is the relative error of each weight.
    double tolerance = pair().unitRoundoff() * 9 * 1000 * 8;
    pair().compare(Layout.DENSE, Math.min(tolerance, 0.5), q, (on, l) -> {
      Tensor out = l.empty(1, 9, 9);
      on.attentionWeights(out, l.put(q), l.put(k), 1, Mask.NONE);
      l.result(out);
    });
  }

  private double attentionTolerance(int headSize, int keys) {
    // Scores of up to about 3·√headSize summed over headSize products; their absolute error is the relative one of
    // the weights, which then average values of up to 3.
    return pair().unitRoundoff() * 3 * (8 + 3 * Math.sqrt(headSize) * Math.sqrt(headSize) + Math.sqrt(keys));
  }
}
