package io.github.xclip4j;

import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.internal.config.ConfigJson;
import io.github.xclip4j.internal.hub.HubCache;
import io.github.xclip4j.internal.weights.WeightSources;
import io.github.xclip4j.weights.TensorInfo;
import io.github.xclip4j.weights.WeightSource;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * A model's config, its weights, and the preparation of videos and texts for it. {@link XClip#load(Checkpoint,
 * io.github.xclip4j.backend.Backend)} loads it on a backend. The config is read when the checkpoint is opened,
 * everything else when it is needed. A checkpoint holds no file open.
 */
public final class Checkpoint {
  private final String description;
  private final XClipConfig config;
  private final Weights weights;
  private final Processor processor;

  /** Opens the weights; the caller closes the source. */
  private interface Weights {
    WeightSource open() throws IOException;
  }

  /** A source that stays open when it is closed, because it belongs to another owner. */
  private record Borrowed(WeightSource source) implements WeightSource {
    @Override
    public String description() {
      return source.description();
    }

    @Override
    public Set<String> names() {
      return source.names();
    }

    @Override
    public TensorInfo info(String name) throws IOException {
      return source.info(name);
    }

    @Override
    public Matrix matrix(String name) throws IOException {
      return source.matrix(name);
    }

    @Override
    public float[] floats(String name) throws IOException {
      return source.floats(name);
    }

    @Override
    public void close() {}
  }

  private Checkpoint(String description, XClipConfig config, Weights weights, Processor processor) {
    this.description = description;
    this.config = config;
    this.weights = weights;
    this.processor = processor;
  }

  /**
   * A checkpoint's directory, or a model of the hub that is in the cache which the hub's clients share. Nothing is
   * downloaded.
   *
   * @param model {@code path/to/directory}, {@code microsoft/xclip-base-patch32} or, of another revision than the main
   *     branch, {@code microsoft/xclip-base-patch32@v1.0}; where both exist, it is the directory
   * @throws IOException if neither exists, with the command that downloads the model, or the config cannot be used
   */
  public static Checkpoint open(String model) throws IOException {
    return open(HubCache.standard().resolve(model));
  }

  /**
   * A checkpoint's directory as the hub has it: {@code config.json} and weights, for videos
   * {@code preprocessor_config.json}, for texts the tokenizer's files.
   *
   * @throws IOException if it is no directory, or the config cannot be used; the message says why
   */
  public static Checkpoint open(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new FileNotFoundException(directory + (Files.exists(directory) ? ": is a file" : ": no such directory")
          + "; name the directory a checkpoint was downloaded to");
    }
    XClipConfig config = ConfigJson.read(directory);
    return new Checkpoint(directory.toString(), config, () -> WeightSources.open(directory),
        Processor.of(directory, config));
  }

  /**
   * A model with the program's own weights. Until it is given a {@linkplain #withProcessor processor}, it accepts only
   * tokens and pixels.
   *
   * @param weights remains the caller's, who closes it after the model is loaded
   */
  public static Checkpoint of(XClipConfig config, WeightSource weights) {
    return new Checkpoint(weights.description(), config, () -> new Borrowed(weights), Processor.none(config));
  }

  /** This checkpoint with the attention heads of the config or those of the authors; they differ in large models. */
  public Checkpoint withHeads(XClipConfig.Heads heads) {
    return new Checkpoint(description, config.withHeads(heads), weights, processor);
  }

  /**
   * This checkpoint with another preparation of videos and texts.
   *
   * @throws IllegalArgumentException if it makes tokens or pixels for another model
   */
  public Checkpoint withProcessor(Processor other) {
    other.checkFits(config);
    return new Checkpoint(description, config, weights, other);
  }

  /** Its name in messages: its directory, or the description of its weights. */
  public String description() {
    return description;
  }

  /** The model's dimensions, with the heads chosen by {@link #withHeads}. */
  public XClipConfig config() {
    return config;
  }

  /** Prepares videos and texts for this checkpoint; its files are read when they are needed. */
  public Processor processor() {
    return processor;
  }

  /**
   * Opens the weights, which the caller closes.
   *
   * @throws IOException if there are none, or none that can be read; the message says why
   */
  public WeightSource openWeights() throws IOException {
    return weights.open();
  }

  @Override
  public String toString() {
    return description;
  }
}
