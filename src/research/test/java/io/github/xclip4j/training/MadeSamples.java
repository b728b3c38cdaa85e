package io.github.xclip4j.training;

import io.github.xclip4j.FloatArray;
import java.io.IOException;
import java.util.Random;

/** Videos of tiny-a's size: noise around a brightness that says the label. */
record MadeSamples(int count, int labels, long seed) implements Samples {
  @Override
  public String name(int index) {
    return "made-" + index;
  }

  @Override
  public int label(int index) {
    return index % labels;
  }

  @Override
  public VideoInput load(int index, int epoch) throws IOException {
    Random random = new Random(seed + index);
    float[] values = new float[4 * 3 * 32 * 32];
    float level = label(index) - (labels - 1) / 2f;
    for (int i = 0; i < values.length; i++) {
      values[i] = level + (float) random.nextGaussian() * 0.3f;
    }
    return new VideoInput.Pixels(FloatArray.of(values, 1, 4, 3, 32, 32));
  }
}
