package io.github.xclip4j.video;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A source whose frames have their index as their only colour, and which may have more or fewer than it announces. */
final class Recorded implements FrameSource {
  private final int announced;
  private final int held;
  private final List<int[]> passes = new ArrayList<>();

  Recorded(int announced, int held) {
    this.announced = announced;
    this.held = held;
  }

  List<int[]> passes() {
    return passes;
  }

  @Override
  public String description() {
    return "recorded";
  }

  @Override
  public int frameCount() {
    return passes.isEmpty() ? announced : held;
  }

  @Override
  public double[] timestamps() {
    return IntStream.range(0, held).mapToDouble(i -> i / 4.0).toArray();
  }

  @Override
  public void read(int[] indices, Receiver frames) throws IOException {
    passes.add(indices.clone());
    byte[] rgb = new byte[Frames.CHANNELS];
    for (int index : indices) {
      if (index < held) {
        Arrays.fill(rgb, (byte) index);
        frames.accept(index, new Frames(1, 1, 1, rgb));
      }
    }
  }
}
