package io.github.xclip4j;

import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Tensor;
import java.util.Arrays;
import java.util.Optional;

/**
 * Tokenised texts of one padded length: {@code input_ids} and {@code attention_mask}, both [texts, length].
 *
 * @param attentionMask 1 for a token, 0 for padding; empty where nothing is padding
 */
public record TokenBatch(int[][] inputIds, Optional<int[][]> attentionMask) {
  /** @throws IllegalArgumentException for no texts, texts of different lengths, or a mask of another shape */
  public TokenBatch {
    if (inputIds.length == 0 || inputIds[0].length == 0) {
      throw new IllegalArgumentException("there are no texts: input_ids is [" + inputIds.length + ", "
          + (inputIds.length == 0 ? 0 : inputIds[0].length) + "]");
    }
    checkRectangular("input_ids", inputIds, inputIds.length, inputIds[0].length);
    if (attentionMask.isPresent()) {
      checkRectangular("attention_mask", attentionMask.get(), inputIds.length, inputIds[0].length);
    }
  }

  /** Texts without padding. */
  public static TokenBatch of(int[][] inputIds) {
    return new TokenBatch(inputIds, Optional.empty());
  }

  /** Texts with their attention mask. */
  public static TokenBatch of(int[][] inputIds, int[][] attentionMask) {
    return new TokenBatch(inputIds, Optional.of(attentionMask));
  }

  int texts() {
    return inputIds.length;
  }

  int length() {
    return inputIds[0].length;
  }

  /** Whether any token is masked. */
  boolean hasPadding() {
    return attentionMask.isPresent()
        && Arrays.stream(attentionMask.get()).flatMapToInt(Arrays::stream).anyMatch(visible -> visible == 0);
  }

  /** What decides how much scratch the texts need. */
  record Shape(int texts, int length, boolean padded) {}

  Shape shape() {
    return new Shape(texts(), length(), hasPadding());
  }

  /** The mask for a (texts, length, width) tensor, in the context's current scope. */
  Mask mask(Context context) {
    if (!hasPadding()) {
      return Mask.CAUSAL;
    }
    int[][] mask = attentionMask.orElseThrow();
    float[] values = new float[texts() * length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = mask[i / length()][i % length()] == 0 ? 0 : 1;
    }
    Tensor keys = context.tensor(texts(), 1, length());
    context.write(keys, values);
    return Mask.causalWithPadding(keys);
  }

  private static void checkRectangular(String name, int[][] rows, int count, int length) {
    if (rows.length != count) {
      throw new IllegalArgumentException(name + " has " + rows.length + " rows, input_ids has " + count);
    }
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].length != length) {
        throw new IllegalArgumentException(
            name + " row " + i + " has " + rows[i].length + " entries, row 0 of input_ids has " + length);
      }
    }
  }
}
