package io.github.xclip4j.benchmarks.kernels;

import io.github.xclip4j.video.Frames;
import io.github.xclip4j.video.ImageProcessor;
import io.github.xclip4j.video.Pixels;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Resizing and cropping of a decoded frame. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class PreprocessBenchmark {
  private static final int LARGEST_CHANNEL_ERROR = 1;

  /** Width and height of the frame, then the side of the result. */
  @Param({"1280x720x224", "1920x1080x224", "320x240x224"})
  public String size = "";

  private Frames frames = new Frames(1, 1, 1, new byte[Frames.CHANNELS]);
  private ImageProcessor processor = ImageProcessor.of(1, 1);
  private Peaks peaks = Peaks.NONE;
  private double bytes;

  /** Makes a frame, and checks that one of a single colour keeps it. */
  @Setup(Level.Trial)
  public void prepare() {
    int[] sides = Arrays.stream(size.split("x")).mapToInt(Integer::parseInt).toArray();
    byte[] rgb = new byte[sides[0] * sides[1] * Frames.CHANNELS];
    processor = ImageProcessor.of(sides[2], sides[2]);
    byte grey = 100;
    Arrays.fill(rgb, grey);
    for (byte value : processor.process(new Frames(1, sides[1], sides[0], rgb)).planar()) {
      if (Math.abs(value - grey) > LARGEST_CHANNEL_ERROR) {
        throw new IllegalStateException("a frame of " + grey + " became " + value + ": its speed says nothing");
      }
    }
    new Random(1).nextBytes(rgb);
    frames = new Frames(1, sides[1], sides[0], rgb);
    bytes = rgb.length + (double) Frames.CHANNELS * sides[2] * sides[2];
    peaks = Peaks.measured(1, bytes);
  }

  @Benchmark
  public Pixels preprocess(Share share) {
    share.add(0, bytes, peaks);
    return processor.process(frames);
  }
}
