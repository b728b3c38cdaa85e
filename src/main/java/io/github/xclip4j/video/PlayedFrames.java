package io.github.xclip4j.video;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Brings ffmpeg's pictures and their times together, which come by different ways, and hands them on in order. */
/*
 * The filter showinfo says the time of a frame before the frame is written, so that the wait for a time is short; as
 * ffmpeg cannot go on while the pictures' pipe is full, few times are ever ahead of their pictures.
 */
final class PlayedFrames implements Ffmpeg.Reading {
  private static final int LONGEST_WAIT_SECONDS = 20;
  private static final double USUAL_RATE = 25;

  private final String description;
  private final FrameSource.TimedReceiver frames;
  private final BlockingQueue<Double> times = new LinkedBlockingQueue<>();
  private final FfmpegLog log;
  private int status;
  private double last = Double.NEGATIVE_INFINITY;

  PlayedFrames(String description, String url, FrameSource.TimedReceiver frames) {
    this.description = description;
    this.frames = frames;
    this.log = new FfmpegLog(url, times::add);
  }

  /** The arguments after the input: every frame once, as a PPM picture on standard output. */
  static List<String> output(Ffmpeg ffmpeg) {
    List<String> evenly = ffmpeg.everyFrameOnce();
    return List.of("-vf", FfmpegSource.SHOW, evenly.get(0), evenly.get(1), "-sws_flags", FfmpegSource.EXACT_COLOURS,
        "-pix_fmt",
        "rgb24", "-c:v", "ppm", "-f", "image2pipe", "-flush_packets", "1", "pipe:1");
  }

  /** Runs ffmpeg to its end. */
  void run(Ffmpeg ffmpeg, List<String> arguments, InputStream input) throws IOException {
    status = ffmpeg.run(arguments, input, this, log::add);
  }

  /** What ffmpeg ended with. */
  int status() {
    return status;
  }

  /** What ffmpeg says while it decodes. */
  FfmpegLog log() {
    return log;
  }

  @Override
  public void of(InputStream output) throws IOException {
    PpmStream pictures = new PpmStream(output, description);
    for (Optional<Frames> frame = pictures.next(); frame.isPresent(); frame = pictures.next()) {
      last = Math.max(last, time());
      frames.accept(last, frame.get());
    }
  }

  /** Where there is no time stamp, a frame's length after the frame before. */
  private double time() throws IOException {
    try {
      Double time = times.poll(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
      if (time == null) {
        throw new VideoException(description + ": ffmpeg does not say when its frames are shown; install an unmodified "
            + "ffmpeg");
      }
      if (!time.isNaN()) {
        return time;
      }
      return last == Double.NEGATIVE_INFINITY ? 0 : last + 1 / log.nominalRate().orElse(USUAL_RATE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VideoException(description + ": decoding it was interrupted", e);
    }
  }
}
