package io.github.xclip4j.training;

import io.github.xclip4j.FloatArray;
import java.util.Arrays;
import java.util.List;

/** Batches of single videos, and what they show. */
final class Batches {
  private Batches() {}

  /** The videos one after the other. */
  static VideoInput join(List<VideoInput> videos) {
    if (videos.size() == 1) {
      return videos.getFirst();
    }
    return switch (videos.getFirst()) {
      case VideoInput.Pixels _ -> new VideoInput.Pixels(
          stack(videos.stream().map(video -> ((VideoInput.Pixels) video).values()).toList()));
      case VideoInput.EncodedFrames _ -> new VideoInput.EncodedFrames(
          stack(videos.stream().map(video -> ((VideoInput.EncodedFrames) video).classTokens()).toList()),
          stack(videos.stream().map(video -> ((VideoInput.EncodedFrames) video).patches()).toList()));
    };
  }

  private static FloatArray stack(List<FloatArray> arrays) {
    int[] shape = arrays.getFirst().shape();
    float[] all = new float[arrays.stream().mapToInt(array -> array.values().length).sum()];
    int to = 0;
    int first = 0;
    for (FloatArray array : arrays) {
      System.arraycopy(array.values(), 0, all, to, array.values().length);
      to += array.values().length;
      first += array.dimension(0);
    }
    shape[0] = first;
    return FloatArray.of(all, shape);
  }

  /**
   * Targets with smoothed labels: {@code 1 − s + s/K} for the label of a video, {@code s/K} for the others.
   *
   * @return [videos, labels]
   */
  static float[] targets(List<Integer> labels, int count, double smoothing) {
    float[] targets = new float[Math.multiplyExact(labels.size(), count)];
    Arrays.fill(targets, (float) (smoothing / count));
    for (int video = 0; video < labels.size(); video++) {
      targets[video * count + labels.get(video)] = (float) (1 - smoothing + smoothing / count);
    }
    return targets;
  }
}
