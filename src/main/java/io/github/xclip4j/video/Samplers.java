package io.github.xclip4j.video;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** The samplers that {@link FrameSampler} makes. */
final class Samplers {
  private Samplers() {}

  /** The authors' test sampling: {@code int(i·n/T + n/(2T))}, here in exact integers as {@code (2i+1)·n / 2T}. */
  record Uniform() implements FrameSampler {
    @Override
    public int[] indices(int available, int wanted) {
      checkCounts(available, wanted);
      return IntStream.range(0, wanted)
          .map(i -> (int) ((2L * i + 1) * available / (2L * wanted)))
          .toArray();
    }
  }

  /** See {@link FrameSampler#window}. */
  record Window(int stride, int startFrame) implements FrameSampler {
    Window {
      checkStride(stride);
      checkStart(startFrame);
    }

    @Override
    public int[] indices(int available, int wanted) {
      checkCounts(available, wanted);
      checkWithin(startFrame, available);
      return IntStream.range(0, wanted)
          .map(i -> (int) Math.min(available - 1L, startFrame + (long) i * stride))
          .toArray();
    }
  }

  /** See {@link FrameSampler#seededWindow}; it starts at frame 0 if the window does not fit. */
  record SeededWindow(int stride, long seed) implements FrameSampler {
    SeededWindow {
      checkStride(stride);
    }

    @Override
    public int[] indices(int available, int wanted) {
      checkCounts(available, wanted);
      long span = (wanted - 1L) * stride + 1;
      int starts = (int) Math.max(1, available - span + 1);
      return new Window(stride, new SplittableRandom(seed).nextInt(starts)).indices(available, wanted);
    }
  }

  /** See {@link FrameSampler#linspace}; in doubles, as NumPy does. */
  record Linspace(int frameSampleRate, int startFrame) implements FrameSampler {
    Linspace {
      checkStride(frameSampleRate);
      checkStart(startFrame);
    }

    @Override
    public int[] indices(int available, int wanted) {
      checkCounts(available, wanted);
      checkWithin(startFrame, available);
      long end = startFrame + (long) wanted * frameSampleRate;
      double step = wanted == 1 ? 0 : (double) (end - startFrame) / (wanted - 1);
      return IntStream.range(0, wanted)
          .map(i -> (int) Math.min(Math.min(end, available) - 1, (long) (i * step + startFrame)))
          .toArray();
    }
  }

  /** See {@link FrameSampler#of}. */
  record Listed(int[] chosen) implements FrameSampler {
    @Override
    public int[] indices(int available, int wanted) {
      return chosen.clone();
    }
  }

  /** 0, 1, 2, … to the last. */
  record All() implements FrameSampler {
    @Override
    public int[] indices(int available, int wanted) {
      checkCounts(available, wanted);
      int[] indices = new int[available];
      Arrays.setAll(indices, i -> i);
      return indices;
    }
  }

  private static void checkCounts(int available, int wanted) {
    if (available < 1 || wanted < 1) {
      throw new IllegalArgumentException(
          "cannot choose " + wanted + " of " + available + " frames: both must be at least 1");
    }
  }

  private static void checkStride(int stride) {
    if (stride < 1) {
      throw new IllegalArgumentException("the stride is " + stride + ": it must be at least 1");
    }
  }

  private static void checkStart(int startFrame) {
    if (startFrame < 0) {
      throw new IllegalArgumentException("the window's start is " + startFrame + ": frames count from 0");
    }
  }

  private static void checkWithin(int startFrame, int available) {
    if (startFrame >= available) {
      throw new IllegalArgumentException("the window starts at frame " + startFrame + ", but the video has " + available
          + (available == 1 ? " frame" : " frames") + ": choose a start from 0 to " + (available - 1));
    }
  }
}
