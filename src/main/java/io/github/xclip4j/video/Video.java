package io.github.xclip4j.video;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A video from a file, a folder, memory or a decoder of the program's own. It serves one thread at a time. */
/*
 * One pass reads the frames of all views from the source and copies each to the views that chose it, so that a source
 * has to serve only distinct, ascending indices. The number of frames that a container announces is not always true: if
 * a pass finds another number, the samplers choose again, and a second pass is made if their choice differs.
 */
public final class Video {
  private final FrameSource source;

  private interface Work {
    void take(Spread spread, int index, Frames frame) throws IOException;
  }

  private Video(FrameSource source) {
    this.source = source;
  }

  /**
   * Opens a file or folder according to its content. A folder's images are the frames, in the order of their names.
   * GIFs and single images are decoded by the JDK, everything else by ffmpeg (see {@link Ffmpeg#find}).
   *
   * @throws VideoException if there is no such file, it holds no video, or ffmpeg is needed and missing
   */
  public static Video open(Path path) throws IOException {
    return new Video(FileSources.open(path, Ffmpeg::find));
  }

  /** Opens a file or folder like {@link #open(Path)}, with a given ffmpeg. */
  public static Video open(Path path, Ffmpeg ffmpeg) throws IOException {
    return new Video(FileSources.open(path, () -> ffmpeg));
  }

  /** Frames that the program has decoded. */
  public static Video of(Frames frames) {
    return new Video(new MemorySource(frames));
  }

  /** Frames from the program's own decoder. */
  public static Video of(FrameSource source) {
    return new Video(source);
  }

  /**
   * A video that goes on while it is watched: whatever ffmpeg opens, {@code rtsp://…}, {@code /dev/video0}, a file, which
   * then takes as long as it is. It can only be {@linkplain #play played}.
   */
  public static Video live(String source, Ffmpeg ffmpeg) {
    return new Video(LiveSource.of(source, ffmpeg));
  }

  /** A video that comes through a stream, as from standard input, at the stream's pace. It can only be played. */
  public static Video live(InputStream stream, Ffmpeg ffmpeg) {
    return new Video(LiveSource.of(stream, ffmpeg));
  }

  /** Its name in messages. */
  public String description() {
    return source.description();
  }

  /** How many frames it has: the number that its container announces, or the true number once frames have been read. */
  public int frameCount() throws IOException {
    return source.frameCount();
  }

  /**
   * Reads the frames that a sampler chooses, at full size.
   *
   * @param wanted T, the number of frames the model looks at; {@link FrameSampler#all()} ignores it
   * @throws VideoException if it cannot be decoded
   * @throws IllegalArgumentException if the sampler asks for frames that do not exist
   */
  public SampledFrames sample(FrameSampler sampler, int wanted) throws IOException {
    return sample(List.of(sampler), wanted).getFirst();
  }

  /** Reads the frames that several samplers choose, decoding once. */
  public List<SampledFrames> sample(List<FrameSampler> samplers, int wanted) throws IOException {
    Spread spread = pass(samplers, wanted, Spread::put);
    List<SampledFrames> sampled = new ArrayList<>();
    for (int view = 0; view < samplers.size(); view++) {
      FrameStack stack = spread.stack(view);
      Frames frames = new Frames(stack.count(), stack.height(), stack.width(), stack.bytes());
      sampled.add(new SampledFrames(frames, sampleOf(spread.indices(view), wanted)));
    }
    return sampled;
  }

  /**
   * Reads the frames that a sampler chooses and preprocesses each as it is decoded, so that memory never holds more
   * than one frame at full size.
   *
   * @param wanted T, the frames the model looks at
   * @throws VideoException if it cannot be decoded
   * @throws IllegalArgumentException if the sampler asks for frames that do not exist
   */
  public PreparedVideo prepare(FrameSampler sampler, int wanted, FrameProcessor processor) throws IOException {
    return prepare(List.of(new View(sampler, processor)), wanted).getFirst();
  }

  /** Reads and preprocesses the frames of several views, decoding once. */
  public List<PreparedVideo> prepare(List<View> views, int wanted) throws IOException {
    Map<FrameProcessor, float[][]> tables = new HashMap<>();
    Spread spread = pass(views.stream().map(View::sampler).toList(), wanted, (target, index, frame) -> {
      Map<FrameProcessor, Pixels> made = new HashMap<>();
      target.put(index, view -> made.computeIfAbsent(views.get(view).processor(), each -> each.process(frame)));
      made.forEach((processor, pixels) -> tables.put(processor, pixels.tables()));
    });
    List<PreparedVideo> prepared = new ArrayList<>();
    for (int view = 0; view < views.size(); view++) {
      FrameStack stack = spread.stack(view);
      Pixels pixels = new Pixels(stack.count(), stack.height(), stack.width(), stack.bytes(),
          tables.get(views.get(view).processor()));
      prepared.add(new PreparedVideo(pixels, sampleOf(spread.indices(view), wanted)));
    }
    return prepared;
  }

  /**
   * Decodes all frames in their order, each with its time: once, and in memory that does not grow with the video.
   *
   * @param frames called in another thread than this one for videos that ffmpeg decodes; while it does not return,
   *     decoding waits
   * @throws VideoException if a frame cannot be decoded, or nothing says when frames are shown, as of a folder of images
   */
  public void play(FrameSource.TimedReceiver frames) throws IOException {
    source.play(frames);
  }

  /** What a user should know about what was decoded last, such as damage passed over: one line each. */
  public List<String> notes() {
    return source.notes();
  }

  private Spread pass(List<FrameSampler> samplers, int wanted, Work work) throws IOException {
    if (samplers.isEmpty()) {
      throw new IllegalArgumentException("there are no samplers or views: give at least one");
    }
    try {
      int announced = source.frameCount();
      Spread spread = spread(samplers, announced, wanted);
      read(spread, work);
      int available = source.frameCount();
      if (available != announced) {
        Spread again = spread(samplers, available, wanted);
        if (!again.asksTheSameAs(spread)) {
          spread = again;
          read(spread, work);
        }
      }
      int[] missing = spread.missing();
      if (missing.length > 0) {
        throw new VideoException(source.description() + ": frame " + missing[0] + " (counted from 0) of "
            + source.frameCount() + " could not be decoded; is the file complete?");
      }
      return spread;
    } catch (OutOfMemoryError e) {
      throw new VideoException(source.description() + ": decoding it takes more memory than the "
          + (Runtime.getRuntime().maxMemory() >> 20) + " MB the JVM may use: give it more (-Xmx) or take fewer frames",
          e);
    }
  }

  private Spread spread(List<FrameSampler> samplers, int available, int wanted) {
    return new Spread(samplers.stream().map(sampler -> indices(sampler, available, wanted)).toList(), description());
  }

  private int[] indices(FrameSampler sampler, int available, int wanted) {
    int[] indices = sampler.indices(available, wanted);
    if (indices.length == 0) {
      throw new IllegalArgumentException(description() + ": the sampler chooses no frame: it must choose at least one");
    }
    for (int index : indices) {
      if (index < 0 || index >= available) {
        throw new IllegalArgumentException(description() + ": the sampler chooses frame " + index + " of "
            + available + ": choose from 0 to " + (available - 1));
      }
    }
    return indices;
  }

  private void read(Spread spread, Work work) throws IOException {
    source.read(spread.distinct(), (index, frame) -> work.take(spread, index, frame));
  }

  private FrameSample sampleOf(int[] indices, int wanted) throws IOException {
    int available = source.frameCount();
    List<String> notes = new ArrayList<>();
    int repeats = indices.length - (int) Arrays.stream(indices).distinct().count();
    boolean pastTheEnd = IntStream.range(1, indices.length)
        .anyMatch(i -> indices[i] == available - 1 && indices[i - 1] == available - 1);
    if (repeats > 0 && (available < wanted || pastTheEnd)) {
      notes.add(description() + ": " + (available < wanted
          ? "only " + frames(available) + " where the model looks at " + wanted
          : "the window runs past the last of " + frames(available))
          + ", so " + (repeats == 1 ? "1 is a repeat" : repeats + " are repeats"));
    }
    notes.addAll(source.notes());
    double[] all = source.timestamps();
    double[] timestamps =
        all.length == available ? Arrays.stream(indices).mapToDouble(index -> all[index]).toArray() : new double[0];
    return new FrameSample(indices, available, timestamps, source.framesPerSecond(), notes);
  }

  private static String frames(int count) {
    return count == 1 ? "1 frame" : count + " frames";
  }
}
