package io.github.xclip4j.moments;

import io.github.xclip4j.video.FrameSource;
import io.github.xclip4j.video.Frames;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** A video drawn in code, in the demo model's world: a moving shape whose motion changes every few seconds. */
final class MadeVideo implements FrameSource {
  /** What it shows, one after the other. */
  static final List<String> LABELS = List.of("a red square moving right", "a green square moving left",
      "a white cross moving right", "a yellow circle moving left");

  private static final double MARGIN = 0.17;
  private static final double RADIUS = 0.2;
  private static final byte[][] INKS = {{(byte) 220, 40, 40}, {40, (byte) 180, 60},
      {(byte) 240, (byte) 240, (byte) 240}, {(byte) 230, (byte) 210, 40}};

  private final int side;
  private final double[] times;
  private final double secondsEach;
  private final AtomicInteger passes = new AtomicInteger();

  /**
   * @param times of its frames
   * @param secondsEach for which it shows each of the labels, over and over
   */
  MadeVideo(int side, double[] times, double secondsEach) {
    this.side = side;
    this.times = times;
    this.secondsEach = secondsEach;
  }

  /** A constant frame rate. */
  static MadeVideo of(int side, double seconds, double framesPerSecond, double secondsEach) {
    int count = (int) Math.round(seconds * framesPerSecond);
    return new MadeVideo(side, IntStream.range(0, count).mapToDouble(i -> i / framesPerSecond).toArray(), secondsEach);
  }

  /** How often it was decoded. */
  int passes() {
    return passes.get();
  }

  @Override
  public String description() {
    return "made";
  }

  @Override
  public int frameCount() {
    return times.length;
  }

  @Override
  public double[] timestamps() {
    return times;
  }

  @Override
  public void read(int[] indices, Receiver frames) throws IOException {
    passes.incrementAndGet();
    byte[] rgb = new byte[3 * side * side];
    for (int index : indices) {
      draw(rgb, times[index]);
      frames.accept(index, new Frames(1, side, side, rgb));
    }
  }

  /** The picture at a time. */
  void draw(byte[] rgb, double time) {
    int label = (int) (time / secondsEach) % LABELS.size();
    double done = time / secondsEach - Math.floor(time / secondsEach);
    double way = MARGIN + (1 - 2 * MARGIN) * done;
    double x = label % 2 == 0 ? way : 1 - way;
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        double dx = Math.abs((column + 0.5) / side - x) / RADIUS;
        double dy = Math.abs((row + 0.5) / side - 0.5) / RADIUS;
        boolean inside = switch (label) {
          case 0, 1 -> Math.max(dx, dy) < 1;
          case 2 -> Math.max(dx, dy) < 1 && Math.min(dx, dy) < 0.33;
          default -> dx * dx + dy * dy < 1;
        };
        int at = 3 * (row * side + column);
        for (int channel = 0; channel < 3; channel++) {
          rgb[at + channel] = inside ? INKS[label][channel] : (byte) (60 + channel * 5);
        }
      }
    }
  }
}
