package io.github.xclip4j.pixels;

import io.github.xclip4j.lists.Seeds;
import io.github.xclip4j.video.FrameSampler;
import java.util.Random;
import java.util.stream.IntStream;

/** The frames that the authors' training and evaluation look at. */
/*
 * VideoX, X-CLIP/datasets/pipeline.py, SampleFrames with clip_len 1 and frame_interval 1: _get_test_clips and
 * _get_train_clips. With several clips the authors' test takes the frames of training, at random and without a seed;
 * here the draw depends on the seed, the video's name and the clip's number.
 */
public final class AuthorsSampling {
  private AuthorsSampling() {}

  /**
   * The middles of equal segments, as a test with one clip has them: ⌊i·a + a/2⌋ with a = N/T, in float64. For 8, 16 and
   * 32 frames these are the numbers of {@link FrameSampler#uniform}; for some other T one in a thousand differs by one.
   */
  public static FrameSampler singleView() {
    return (available, wanted) -> {
      double segment = (double) available / wanted;
      return IntStream.range(0, wanted).map(i -> (int) (i * segment + segment / 2) % available).toArray();
    };
  }

  /**
   * A frame out of each segment at random, as training has them and each clip of a test with several.
   *
   * @param seed of the whole evaluation or epoch
   * @param name of the video, by which its draw is the same in every order of videos
   * @param clip counted from 0
   */
  public static FrameSampler training(long seed, String name, int clip) {
    return (available, wanted) -> {
      int segment = available / wanted;
      if (segment == 0) {
        return IntStream.range(0, wanted)
            .map(i -> (int) Math.rint((double) ((long) i * available) / wanted) % available)
            .toArray();
      }
      Random random = new Random(Seeds.of(seed, name, clip));
      return IntStream.range(0, wanted).map(i -> i * segment + random.nextInt(segment)).toArray();
    };
  }
}
