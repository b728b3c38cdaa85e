package io.github.xclip4j.training;

import java.util.List;

/**
 * A loss of logits and its derivative by each of them. Computed on the host, in double: logits are few, and they are read
 * back anyway.
 *
 * @param value the loss, a mean over videos
 * @param gradient as the logits, [videos, labels] row by row
 */
public record Loss(double value, float[] gradient) {
  /**
   * Targets of videos that show one label each, smoothed: {@code 1 − s + s/K} for it, {@code s/K} for the others.
   *
   * @param labels of each video
   * @param count how many labels there are, K
   * @return [videos, labels] row by row
   */
  public static float[] targets(List<Integer> labels, int count, double smoothing) {
    return Batches.targets(labels, count, smoothing);
  }

  /**
   * The cross entropy with targets that are distributions ({@code SoftTargetCrossEntropy}):
   * {@code −(1/B) Σ_b Σ_k target[b, k]·log softmax_k(logits[b])}.
   *
   * @param logits [videos, labels] row by row
   * @param targets [videos, labels], of which each row sums to one
   */
  public static Loss softTargets(float[] logits, float[] targets, int labels) {
    if (logits.length != targets.length || labels < 1 || logits.length % labels != 0 || logits.length == 0) {
      throw new IllegalArgumentException("there are " + logits.length + " logits and " + targets.length
          + " targets for " + labels + " labels: each video needs one of each for every label");
    }
    int videos = logits.length / labels;
    float[] gradient = new float[logits.length];
    double loss = 0;
    for (int video = 0; video < videos; video++) {
      loss += row(gradient, logits, targets, video * labels, labels, 1.0 / videos);
    }
    return new Loss(loss / videos, gradient);
  }

  /** @return the cross entropy of one row */
  private static double row(float[] gradient, float[] logits, float[] targets, int first, int count, double factor) {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = first; i < first + count; i++) {
      max = Math.max(max, logits[i]);
    }
    double sum = 0;
    for (int i = first; i < first + count; i++) {
      sum += Math.exp(logits[i] - max);
    }
    double logSum = max + Math.log(sum);
    double mass = 0;
    double loss = 0;
    for (int i = first; i < first + count; i++) {
      mass += targets[i];
      loss += targets[i] * (logSum - logits[i]);
    }
    for (int i = first; i < first + count; i++) {
      gradient[i] = (float) (factor * (mass * Math.exp(logits[i] - logSum) - targets[i]));
    }
    return loss;
  }

  /**
   * CLIP's contrastive loss ({@code x_clip_loss}), where text {@code i} belongs to video {@code i}: the mean of the cross
   * entropies of choosing the text for each video and the video for each text. Of unequal numbers, the first videos and
   * texts are pairs, and the others take no part.
   *
   * @param logits [videos, labels] row by row
   */
  public static Loss contrastive(float[] logits, int labels) {
    if (labels < 1 || logits.length % labels != 0 || logits.length == 0) {
      throw new IllegalArgumentException(logits.length + " logits are not those of " + labels + " labels");
    }
    int pairs = Math.min(logits.length / labels, labels);
    float[] perVideo = new float[pairs * pairs];
    float[] perText = new float[pairs * pairs];
    float[] targets = new float[pairs * pairs];
    for (int i = 0; i < pairs; i++) {
      targets[i * pairs + i] = 1;
      for (int j = 0; j < pairs; j++) {
        perVideo[i * pairs + j] = logits[i * labels + j];
        perText[j * pairs + i] = logits[i * labels + j];
      }
    }
    Loss ofVideos = softTargets(perVideo, targets, pairs);
    Loss ofTexts = softTargets(perText, targets, pairs);
    float[] gradient = new float[logits.length];
    for (int i = 0; i < pairs; i++) {
      for (int j = 0; j < pairs; j++) {
        gradient[i * labels + j] =
            (float) ((ofVideos.gradient[i * pairs + j] + (double) ofTexts.gradient[j * pairs + i]) / 2);
      }
    }
    return new Loss((ofVideos.value + ofTexts.value) / 2, gradient);
  }

  /** Whether the loss is a number that can be trained on. */
  public boolean isFinite() {
    return Double.isFinite(value);
  }
}
