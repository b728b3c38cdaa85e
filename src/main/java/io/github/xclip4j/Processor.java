package io.github.xclip4j;

import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.text.ClipTokenizer;
import io.github.xclip4j.video.FrameSampler;
import io.github.xclip4j.video.Frames;
import io.github.xclip4j.video.ImageProcessor;
import io.github.xclip4j.video.Pixels;
import io.github.xclip4j.video.SampledPixels;
import io.github.xclip4j.video.Video;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint's preparation of texts and videos ({@code XCLIPProcessor}: tokenizer and image processor). Files are read
 * when they are first needed, so that a checkpoint without a tokenizer can still embed videos. Safe for use by many
 * threads.
 */
public final class Processor {
  private final Path directory;
  private final XClipConfig config;
  private @Nullable ClipTokenizer tokenizer;
  private @Nullable ImageProcessor images;

  /** The processor of a checkpoint directory. */
  public Processor(Path directory, XClipConfig config) {
    this.directory = directory;
    this.config = config;
  }

  /** @throws IOException if the tokenizer's files are missing or damaged */
  public synchronized ClipTokenizer tokenizer() throws IOException {
    ClipTokenizer loaded = tokenizer;
    if (loaded == null) {
      loaded = ClipTokenizer.load(directory);
      tokenizer = loaded;
    }
    return loaded;
  }

  /** @throws IOException if {@code preprocessor_config.json} is missing or damaged */
  public synchronized ImageProcessor images() throws IOException {
    ImageProcessor loaded = images;
    if (loaded == null) {
      loaded = ImageProcessor.load(directory, config.vision().imageSize());
      images = loaded;
    }
    return loaded;
  }

  /**
   * Tokens of texts that have to fit the model's context.
   *
   * @throws IllegalArgumentException naming a text that does not
   */
  public List<int[]> tokens(List<String> texts) throws IOException {
    ClipTokenizer loaded = tokenizer();
    int context = config.text().maxPositionEmbeddings();
    return texts.stream().map(text -> loaded.encodeFitting(text, context)).toList();
  }

  /**
   * Decodes and preprocesses a video file, a GIF or a folder of images.
   *
   * @throws IOException if it cannot be decoded; the message says why
   */
  public VideoClassifier.Prepared prepare(Path video) throws IOException {
    return prepare(Video.open(video));
  }

  /** Takes the frames out of a video and preprocesses them. */
  public VideoClassifier.Prepared prepare(Video video) throws IOException {
    SampledPixels sampled = video.prepare(FrameSampler.uniform(), config.vision().numFrames(), images());
    return new VideoClassifier.Prepared(sampled.sample(), batch(sampled.pixels()));
  }

  /**
   * Preprocesses videos.
   *
   * @param videos each with the model's number of frames; sizes may differ
   */
  public VideoBatch batch(List<Frames> videos) throws IOException {
    if (videos.isEmpty()) {
      throw new IllegalArgumentException("there are no videos: give at least one");
    }
    ImageProcessor processor = images();
    return VideoBatch.joined(videos.stream().map(frames -> batch(processor.process(frames))).toList());
  }

  private static VideoBatch batch(Pixels pixels) {
    return VideoBatch.of(pixels.planar(), pixels.tables(), 1, pixels.count(), pixels.height(), pixels.width());
  }
}
