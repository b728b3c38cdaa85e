package io.github.xclip4j;

import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.internal.model.Probe;
import io.github.xclip4j.internal.model.Sequences;
import io.github.xclip4j.internal.model.TextTower;

/** The text tower over padded texts, every token of it. */
final class TextForward {
  private TextForward() {}

  /**
   * @param last receives {@code last_hidden_state}, (texts, length, width)
   * @param pooled receives {@code pooler_output}, (1, texts, width)
   */
  static void run(Context context, TextTower tower, TokenBatch tokens, Tensor last, Tensor pooled, Probe probe) {
    try (Context.Scope _ = context.scope()) {
      Mask mask = Mask.CAUSAL;
      if (tokens.hasPadding()) {
        Tensor keys = context.tensor(tokens.texts(), 1, tokens.length());
        context.write(keys, tokens.maskValues());
        mask = Mask.causalWithPadding(keys);
      }
      Sequences sequences = Sequences.rectangular(tokens.inputIds());
      Tensor encoded = tower.encode(context, sequences, mask, probe);
      context.ops().copy(pooled, tower.pooled(context, encoded, sequences));
      tower.lastHiddenState(context, last, encoded.regroup(tokens.texts(), tokens.length()));
    }
  }
}
