package io.github.xclip4j.training;

import io.github.xclip4j.FloatArray;
import io.github.xclip4j.lists.Seeds;
import io.github.xclip4j.video.FrameProcessor;
import io.github.xclip4j.video.Frames;
import io.github.xclip4j.video.Pixels;
import java.util.List;
import java.util.Random;

/**
 * Clips of the demo's world as samples.
 *
 * @param captions of the labels, by their numbers
 * @param shown the label of each clip
 * @param fresh labels of lower numbers are shown by other clips in every epoch, the others by the same, after the first
 *     epoch mirrored or backwards at random
 */
record MotionSamples(List<MotionClips.Caption> captions, List<Integer> shown, int frames, FrameProcessor processor,
    long seed, int fresh) implements Samples {
  @Override
  public int count() {
    return shown.size();
  }

  @Override
  public String name(int index) {
    return captions.get(label(index)) + " (" + index + ")";
  }

  @Override
  public int label(int index) {
    return shown.get(index);
  }

  @Override
  public VideoInput load(int index, int epoch) {
    boolean again = label(index) >= fresh;
    Random random = new Random(Seeds.of(seed, "clip", index, again ? 0 : epoch));
    Frames drawn = MotionClips.draw(captions.get(label(index)), frames, random);
    if (again && epoch > 0) {
      Random change = new Random(Seeds.of(seed, "change", index, epoch));
      drawn = change.nextBoolean() ? MotionClips.mirrored(drawn) : drawn;
      drawn = change.nextBoolean() ? MotionClips.backwards(drawn) : drawn;
    }
    Pixels pixels = processor.process(drawn);
    return new VideoInput.Pixels(FloatArray.of(pixels.values(), 1, frames, 3, pixels.height(), pixels.width()));
  }
}
