package io.github.xclip4j.internal.model;

/**
 * CLIP's contrastive loss ({@code x_clip_loss}), where text {@code i} belongs to video {@code i}: the mean of the cross
 * entropies of choosing the text for each video and the video for each text. It is computed on the host, in double,
 * from a few logits that are read back anyway.
 */
public final class ContrastiveLoss {
  private ContrastiveLoss() {}

  /**
   * The loss.
   *
   * @param logitsPerVideo [pairs, pairs], row by row
   */
  public static float of(float[] logitsPerVideo, int pairs) {
    if (logitsPerVideo.length != (long) pairs * pairs) {
      throw new IllegalArgumentException("the loss of " + pairs + " pairs needs " + (long) pairs * pairs
          + " logits, not " + logitsPerVideo.length);
    }
    double texts = crossEntropy(logitsPerVideo, pairs, pairs, 1);
    double videos = crossEntropy(logitsPerVideo, pairs, 1, pairs);
    return (float) ((texts + videos) / 2);
  }

  /**
   * The mean cross entropy of choosing {@code i} for {@code i}.
   *
   * @param step from one choice to the next
   * @param across from one candidate of a choice to the next
   */
  private static double crossEntropy(float[] logits, int pairs, int step, int across) {
    double sum = 0;
    for (int i = 0; i < pairs; i++) {
      double max = Double.NEGATIVE_INFINITY;
      for (int j = 0; j < pairs; j++) {
        max = Math.max(max, logits[i * step + j * across]);
      }
      double total = 0;
      for (int j = 0; j < pairs; j++) {
        total += Math.exp(logits[i * step + j * across] - max);
      }
      sum += Math.log(total) + max - logits[i * (step + across)];
    }
    return sum / pairs;
  }
}
