package io.github.xclip4j.video;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Which frames of a video a model looks at. */
public sealed interface FrameSampler {
  /**
   * Chooses frames.
   *
   * @param available frames of the video, at least 1
   * @param wanted frames, at least 1
   * @return ascending indices below {@code available}; repeated where the video is too short
   */
  int[] indices(int available, int wanted);

  /** The middle frame of equal segments: what the published models were tested with, and the default. */
  static FrameSampler uniform() {
    return new Uniform();
  }

  /**
   * Consecutive frames from a given one on.
   *
   * @param stride from one frame to the next, at least 1
   * @param startFrame the first frame's index
   */
  static FrameSampler window(int stride, int startFrame) {
    return new Window(stride, startFrame);
  }

  /**
   * Consecutive frames from a random one on; the same seed and video give the same frames.
   *
   * @param stride from one frame to the next, at least 1
   */
  static FrameSampler seededWindow(int stride, long seed) {
    return new SeededWindow(stride, seed);
  }

  /** Every frame, however many are wanted. */
  static FrameSampler all() {
    return new All();
  }

  /** The authors' test sampling: {@code int(i·n/T + n/(2T))}, here in exact integers as {@code (2i+1)·n / 2T}. */
  record Uniform() implements FrameSampler {
    @Override
    public int[] indices(int available, int wanted) {
      check(available, wanted);
      return IntStream.range(0, wanted)
          .map(i -> (int) ((2L * i + 1) * available / (2L * wanted)))
          .toArray();
    }
  }

  /**
   * {@code start, start + stride, …}, staying on the last frame behind the end. With stride 1, as in the reference's
   * documentation, the frames are those of its {@code sample_frame_indices}.
   */
  record Window(int stride, int startFrame) implements FrameSampler {
    public Window {
      checkStride(stride);
      if (startFrame < 0) {
        throw new IllegalArgumentException("the window's start is " + startFrame + ": frames count from 0");
      }
    }

    @Override
    public int[] indices(int available, int wanted) {
      check(available, wanted);
      if (startFrame >= available) {
        throw new IllegalArgumentException("the window starts at frame " + startFrame + ", but the video has "
            + available + " frames: choose a start from 0 to " + (available - 1));
      }
      return IntStream.range(0, wanted)
          .map(i -> (int) Math.min(available - 1L, startFrame + (long) i * stride))
          .toArray();
    }
  }

  /** A {@link Window} whose start is drawn among those that fit; 0 where none does. */
  record SeededWindow(int stride, long seed) implements FrameSampler {
    public SeededWindow {
      checkStride(stride);
    }

    @Override
    public int[] indices(int available, int wanted) {
      check(available, wanted);
      long span = (wanted - 1L) * stride + 1;
      int starts = (int) Math.max(1, available - span + 1);
      return new Window(stride, new SplittableRandom(seed).nextInt(starts)).indices(available, wanted);
    }
  }

  /** 0, 1, 2, … to the last. */
  record All() implements FrameSampler {
    @Override
    public int[] indices(int available, int wanted) {
      check(available, wanted);
      int[] indices = new int[available];
      Arrays.setAll(indices, i -> i);
      return indices;
    }
  }

  private static void check(int available, int wanted) {
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
}
