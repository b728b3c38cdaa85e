package io.github.xclip4j;

import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Tensor;
import java.util.Arrays;
import java.util.List;

/** Tokenised texts of one padded length: {@code input_ids} and {@code attention_mask}, both [texts, length]. */
public final class TokenBatch {
  private final int[][] inputIds;
  private final int[][] attentionMask;
  private final boolean padded;

  private TokenBatch(int[][] inputIds, int[][] attentionMask) {
    if (inputIds.length == 0 || inputIds[0].length == 0) {
      throw new IllegalArgumentException("there are no texts: input_ids is [" + inputIds.length + ", "
          + (inputIds.length == 0 ? 0 : inputIds[0].length) + "]");
    }
    checkRectangular("input_ids", inputIds, inputIds.length, inputIds[0].length);
    checkRectangular("attention_mask", attentionMask, inputIds.length, inputIds[0].length);
    this.inputIds = inputIds;
    this.attentionMask = attentionMask;
    this.padded = Arrays.stream(attentionMask).flatMapToInt(Arrays::stream).anyMatch(visible -> visible == 0);
  }

  /**
   * Texts without padding; not copied.
   *
   * @param inputIds [texts, length]
   * @throws IllegalArgumentException for no texts or texts of different lengths
   */
  public static TokenBatch of(int[][] inputIds) {
    int[][] mask = new int[inputIds.length][];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = new int[inputIds[i].length];
      Arrays.fill(mask[i], 1);
    }
    return new TokenBatch(inputIds, mask);
  }

  /**
   * Texts with their attention mask; not copied.
   *
   * @param inputIds [texts, length]
   * @param attentionMask [texts, length], 1 for a token, 0 for padding
   * @throws IllegalArgumentException for no texts, texts of different lengths, or a mask of another shape
   */
  public static TokenBatch of(int[][] inputIds, int[][] attentionMask) {
    return new TokenBatch(inputIds, attentionMask);
  }

  /**
   * Texts padded to the longest, as the reference's {@code tokenizer(texts, padding=True)} does it.
   *
   * @param tokens of each text
   * @param padId fills up the shorter texts, see {@link io.github.xclip4j.text.ClipTokenizer#padId()}
   * @throws IllegalArgumentException for no texts, or only empty ones
   */
  public static TokenBatch padded(List<int[]> tokens, int padId) {
    int length = tokens.stream().mapToInt(ids -> ids.length).max().orElse(0);
    int[][] inputIds = new int[tokens.size()][];
    int[][] mask = new int[tokens.size()][length];
    for (int i = 0; i < inputIds.length; i++) {
      int[] ids = tokens.get(i);
      inputIds[i] = Arrays.copyOf(ids, length);
      Arrays.fill(inputIds[i], ids.length, length, padId);
      Arrays.fill(mask[i], 0, ids.length, 1);
    }
    return new TokenBatch(inputIds, mask);
  }

  /** {@code input_ids}, [texts, length]: the batch's own, not a copy. */
  public int[][] inputIds() {
    return inputIds;
  }

  /** {@code attention_mask}, [texts, length], 1 for a token, 0 for padding: the batch's own, not a copy. */
  public int[][] attentionMask() {
    return attentionMask;
  }

  int texts() {
    return inputIds.length;
  }

  int length() {
    return inputIds[0].length;
  }

  /** Whether any token is masked. */
  boolean hasPadding() {
    return padded;
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
    float[] values = new float[texts() * length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = attentionMask[i / length()][i % length()] == 0 ? 0 : 1;
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
