package io.github.xclip4j.text;

/**
 * Texts padded to one length, as the reference's {@code tokenizer(texts, padding=True)} returns them.
 *
 * @param inputIds [texts, length]
 * @param attentionMask [texts, length], 1 for a token, 0 for padding
 */
public record TokenizedTexts(int[][] inputIds, int[][] attentionMask) {}
