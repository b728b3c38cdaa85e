package io.github.xclip4j;

import io.github.xclip4j.config.ConfigException;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.text.ClipTokenizer;
import io.github.xclip4j.video.FrameSampler;
import io.github.xclip4j.video.Frames;
import io.github.xclip4j.video.ImageProcessor;
import io.github.xclip4j.video.PreparedVideo;
import io.github.xclip4j.video.Video;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint's preparation of texts and videos ({@code XCLIPProcessor}: tokenizer and image processor). Files are
 * read when they are first needed, so that a checkpoint without a tokenizer can still embed videos. Safe for use by
 * many threads.
 */
public final class Processor {
  private final XClipConfig config;
  private final Lazy<ClipTokenizer> tokenizer;
  private final Lazy<ImageProcessor> images;

  /** Read at most once, unless reading fails. */
  private static final class Lazy<T> {
    private final Reading<T> reading;
    private @Nullable T value;

    Lazy(Reading<T> reading) {
      this.reading = reading;
    }

    synchronized T get() throws IOException {
      T known = value;
      if (known == null) {
        known = reading.read();
        value = known;
      }
      return known;
    }
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  private Processor(XClipConfig config, Reading<ClipTokenizer> tokenizer, Reading<ImageProcessor> images) {
    this.config = config;
    this.tokenizer = new Lazy<>(tokenizer);
    this.images = new Lazy<>(() -> {
      if (config.vision().numChannels() != Frames.CHANNELS) {
        throw new ConfigException("vision_config.num_channels is " + config.vision().numChannels() + ", videos are "
            + "preprocessed to " + Frames.CHANNELS + ": give such a model a VideoBatch");
      }
      return images.read();
    });
  }

  /** The processor of a checkpoint's directory. */
  static Processor of(Path directory, XClipConfig config) {
    return new Processor(config, () -> ClipTokenizer.load(directory, config.text()),
        () -> ImageProcessor.load(directory, config.vision().imageSize()));
  }

  /** The processor of a model that was made without one: requests for its parts are refused. */
  static Processor none(XClipConfig config) {
    return new Processor(config, () -> {
      throw missing("tokenizer", "tokens");
    }, () -> {
      throw missing("preprocessing of videos", "a VideoBatch");
    });
  }

  private static IllegalStateException missing(String part, String instead) {
    return new IllegalStateException("the model was made from a config and weights and has no " + part
        + ": add one with Checkpoint.withProcessor, or give the model " + instead);
  }

  /**
   * A processor of given parts.
   *
   * @throws IllegalArgumentException if the tokenizer is another model's
   */
  public static Processor of(XClipConfig config, ClipTokenizer tokenizer, ImageProcessor images) {
    tokenizer.mismatch(config.text()).ifPresent(reason -> {
      throw new IllegalArgumentException(reason);
    });
    return new Processor(config, () -> tokenizer, () -> images);
  }

  /** @throws IllegalArgumentException if it was made for a model that reads other tokens or frames */
  void checkFits(XClipConfig model) {
    checkSame("text_config.vocab_size", config.text().vocabSize(), model.text().vocabSize());
    checkSame("text_config.max_position_embeddings", config.text().maxPositionEmbeddings(),
        model.text().maxPositionEmbeddings());
    checkSame("vision_config.num_frames", config.vision().numFrames(), model.vision().numFrames());
    checkSame("vision_config.image_size", config.vision().imageSize(), model.vision().imageSize());
  }

  private static void checkSame(String key, int own, int models) {
    if (own != models) {
      throw new IllegalArgumentException("the processor is for another model: its " + key + " is " + own
          + ", the model's is " + models + "; make it with the model's config");
    }
  }

  /**
   * Turns texts into tokens.
   *
   * @throws IOException if the tokenizer's files are missing, damaged or another model's
   * @throws IllegalStateException if the model was made from a config and weights
   */
  public ClipTokenizer tokenizer() throws IOException {
    return tokenizer.get();
  }

  /**
   * Turns frames into pixels. To find out early whether videos can be prepared at all, call this before the model
   * computes anything.
   *
   * @throws IOException if {@code preprocessor_config.json} is missing or damaged, or makes other pixels than the model
   *     needs
   * @throws IllegalStateException if the model was made from a config and weights
   */
  public ImageProcessor images() throws IOException {
    return images.get();
  }

  /**
   * Tokens of each text, with begin- and end-of-text.
   *
   * @throws IOException if the tokenizer's files are missing or damaged
   * @throws IllegalArgumentException naming a text that is longer than the model's context
   */
  public List<int[]> tokens(List<String> texts) throws IOException {
    ClipTokenizer loaded = tokenizer();
    int context = config.text().maxPositionEmbeddings();
    return texts.stream().map(text -> loaded.encodeFitting(text, context)).toList();
  }

  /**
   * Texts padded to the longest of them ({@code processor(text=texts, padding=True)}).
   *
   * @throws IOException if the tokenizer's files are missing or damaged
   * @throws IllegalArgumentException if there are none, or one is longer than the model's context
   */
  public TokenBatch texts(List<String> texts) throws IOException {
    return TokenBatch.padded(tokens(texts), tokenizer().padId());
  }

  /**
   * Decodes and preprocesses a video file, a GIF or a folder of images: as many frames as the model looks at, from the
   * middles of equal segments.
   *
   * @throws IOException if it cannot be decoded; the message says why
   */
  public PreparedVideo prepare(Path video) throws IOException {
    return prepare(Video.open(video), FrameSampler.uniform());
  }

  /**
   * Samples as many frames of a video as the model looks at, and preprocesses them.
   *
   * @throws IOException if it cannot be decoded; the message says why
   * @throws IllegalArgumentException if the sampler cannot choose frames of this video
   */
  public PreparedVideo prepare(Video video, FrameSampler sampler) throws IOException {
    return video.prepare(sampler, config.vision().numFrames(), images());
  }

  /**
   * Preprocesses the frames of videos.
   *
   * @param videos each with the model's number of frames; sizes may differ
   * @throws IOException if {@code preprocessor_config.json} cannot be used
   * @throws IllegalArgumentException if there are none
   */
  public VideoBatch batch(List<Frames> videos) throws IOException {
    ImageProcessor loaded = images();
    return VideoBatch.of(videos.stream().map(frames -> loaded.process(frames)).toList());
  }
}
