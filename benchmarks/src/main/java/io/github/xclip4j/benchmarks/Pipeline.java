package io.github.xclip4j.benchmarks;

import io.github.xclip4j.Labels;
import io.github.xclip4j.Session;
import io.github.xclip4j.VideoBatch;
import io.github.xclip4j.VideoClassifier;
import io.github.xclip4j.XClip;
import io.github.xclip4j.config.VisionConfig;
import io.github.xclip4j.video.Ffmpeg;
import io.github.xclip4j.video.FrameSampler;
import io.github.xclip4j.video.ImageProcessor;
import io.github.xclip4j.video.PreparedVideo;
import io.github.xclip4j.video.SampledFrames;
import io.github.xclip4j.video.Video;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** From video files to scores as a caller does it, its parts timed in every call. */
final class Pipeline {
  /** What a call times, in the order of {@link #times}. */
  enum Part {
    DECODE,
    PREPROCESS,
    TEXT,
    CLASSIFY
  }

  /**
   * A file and what decodes it.
   *
   * @param ffmpeg decodes in a process of its own
   */
  record Source(Path file, Ffmpeg ffmpeg) {}

  private final XClip model;
  private final Session session;
  private final Optional<Source> source;
  private final ImageProcessor processor;
  private final VisionConfig vision;

  /**
   * @param session of the model
   * @param source absent where nothing decodes: pixels are made up then
   */
  Pipeline(XClip model, Session session, Optional<Source> source) {
    this.model = model;
    this.session = session;
    this.source = source;
    vision = model.config().vision();
    processor = ImageProcessor.of(vision.imageSize(), vision.imageSize());
  }

  /** Whether there is a file to decode. */
  boolean decodes() {
    return source.isPresent();
  }

  /**
   * Decodes, preprocesses, encodes labels and classifies.
   *
   * @return seconds of each {@link Part}; 0 for those that need a file where there is none
   */
  double[] times(int videos, int labels) throws IOException {
    double[] seconds = new double[Part.values().length];
    VideoBatch batch = source.isPresent() ? batch(source.get(), videos, seconds) : Models.videos(vision, videos);
    long start = System.nanoTime();
    try (Labels bank = labels(labels)) {
      seconds[Part.TEXT.ordinal()] = Calls.since(start);
      start = System.nanoTime();
      session.classify(batch, bank);
      seconds[Part.CLASSIFY.ordinal()] = Calls.since(start);
    }
    return seconds;
  }

  private Labels labels(int count) {
    return model.labels(Models.names(count), Models.texts(count));
  }

  private VideoBatch batch(Source from, int videos, double[] seconds) throws IOException {
    long start = System.nanoTime();
    List<SampledFrames> samples = new ArrayList<>(videos);
    for (int i = 0; i < videos; i++) {
      samples.add(sample(from));
    }
    seconds[Part.DECODE.ordinal()] = Calls.since(start);
    start = System.nanoTime();
    VideoBatch batch =
        VideoBatch.of(samples.stream().map(sample -> processor.process(sample.frames())).toList());
    seconds[Part.PREPROCESS.ordinal()] = Calls.since(start);
    return batch;
  }

  private SampledFrames sample(Source from) throws IOException {
    return Video.open(from.file(), from.ffmpeg()).sample(FrameSampler.uniform(), vision.numFrames());
  }

  /**
   * Classifies the file again and again, the next ones decoded while the model computes, label bank warm.
   *
   * @return seconds for all
   * @throws IOException if a video fails
   */
  double stream(int videos, int labels) throws IOException {
    Source from = source.orElseThrow();
    Callable<PreparedVideo> preparation = () -> Video.open(from.file(), from.ffmpeg())
        .prepare(FrameSampler.uniform(), vision.numFrames(), processor);
    List<Exception> failures = new ArrayList<>();
    try (Labels bank = labels(labels);
        VideoClassifier classifier = VideoClassifier.of(model, bank, VideoClassifier.Settings.DEFAULT)) {
      long start = System.nanoTime();
      classifier.classifyPrepared(Collections.nCopies(videos, preparation).iterator(), result -> {
        if (result instanceof VideoClassifier.Failed failed) {
          failures.add(failed.cause());
        }
      });
      double seconds = Calls.since(start);
      if (!failures.isEmpty()) {
        throw new IOException("a video of the stream failed: " + failures.getFirst().getMessage(),
            failures.getFirst());
      }
      return seconds;
    }
  }
}
