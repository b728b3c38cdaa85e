package io.github.xclip4j;

import io.github.xclip4j.backend.Lane;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.model.Probe;
import io.github.xclip4j.model.Sequences;
import io.github.xclip4j.model.TextTower;

/** The text tower over padded texts, every token of it. */
final class TextForward {
  private TextForward() {}

  /**
   * @param last receives {@code last_hidden_state}, (texts, length, width)
   * @param pooled receives {@code pooler_output}, (1, texts, width)
   */
  static void run(Lane lane, TextTower tower, TokenBatch tokens, Tensor last, Tensor pooled, Probe probe) {
    try (Lane.Scope _ = lane.scope()) {
      Mask mask = Mask.CAUSAL;
      if (tokens.hasPadding()) {
        Tensor keys = lane.tensor(tokens.texts(), 1, tokens.length());
        lane.write(keys, tokens.maskValues());
        mask = Mask.causalWithPadding(keys);
      }
      Sequences sequences = Sequences.rectangular(tokens.inputIds());
      Tensor encoded = tower.encode(lane, sequences, mask, probe);
      lane.ops().copy(pooled, tower.pooled(lane, encoded, sequences));
      tower.lastHiddenState(lane, last, encoded.regroup(tokens.texts(), tokens.length()));
    }
  }
}
