package io.github.xclip4j.backend;

import io.github.xclip4j.backend.Case.Layout;
import org.junit.jupiter.api.Test;

/** Attention of every backend where it is hard: hundreds of hidden keys, views of one tensor, large scores. */
interface AttentionContract extends Contract {
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
