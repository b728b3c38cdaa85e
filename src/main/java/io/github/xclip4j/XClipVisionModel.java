package io.github.xclip4j;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.config.VisionConfig;
import io.github.xclip4j.internal.model.Encoded;
import io.github.xclip4j.internal.model.Encoder;
import io.github.xclip4j.internal.model.FrameTower;
import io.github.xclip4j.internal.model.LoadedParameters;
import io.github.xclip4j.internal.model.Parameters;
import io.github.xclip4j.internal.model.Probe;
import io.github.xclip4j.internal.weights.CheckpointCheck;
import io.github.xclip4j.internal.weights.CheckpointNames;
import io.github.xclip4j.weights.WeightSource;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The frame encoder by itself ({@code XCLIPVisionModel}): hidden states and the pooled class token of every frame,
 * which has seen the other frames of its video, without projection and MIT. Safe for use by many threads, each with a
 * {@linkplain #session() session} of its own.
 */
public final class XClipVisionModel implements AutoCloseable {
  private final Lifetime lifetime = new Lifetime("model");
  private final VisionConfig config;
  private final Parameters parameters;
  private final FrameTower tower;

  private XClipVisionModel(VisionConfig config, Parameters parameters) throws IOException {
    this.config = config;
    this.parameters = parameters;
    this.tower = new FrameTower(config, parameters);
  }

  /**
   * Loads the frame encoder of a checkpoint's directory, or of a model of the hub that is in the hub's cache.
   *
   * @param model {@code path/to/directory} or {@code microsoft/xclip-base-patch32}; nothing is downloaded
   * @throws IOException if it is not there, or a file is missing or damaged
   */
  public static XClipVisionModel load(String model, Backend backend) throws IOException {
    return load(Checkpoint.open(model), backend);
  }

  /**
   * Loads the frame encoder of a checkpoint's directory.
   *
   * @throws IOException if a file is missing or damaged
   */
  public static XClipVisionModel load(Path directory, Backend backend) throws IOException {
    return load(Checkpoint.open(directory), backend);
  }

  /**
   * Loads {@code vision_model.*} of a checkpoint.
   *
   * @throws IOException if the weights are missing or damaged
   */
  public static XClipVisionModel load(Checkpoint checkpoint, Backend backend) throws IOException {
    VisionConfig config = checkpoint.config().vision();
    try (WeightSource source = checkpoint.openWeights()) {
      CheckpointCheck.contains(source, CheckpointNames.visionModel(config));
      Parameters parameters = new LoadedParameters(source, backend);
      try {
        return new XClipVisionModel(config, parameters);
      } catch (IOException | RuntimeException e) {
        parameters.close();
        throw e;
      }
    }
  }

  /** The encoder's dimensions. */
  public VisionConfig config() {
    return config;
  }

  /**
   * A session for one thread, which takes videos: B videos of T frames give a last hidden state [B·T, patches + 1, D]
   * and a pooled output [B·T, D].
   *
   * @throws IllegalStateException if the model is closed
   */
  public EncoderSession<VideoBatch> session() {
    return new EncoderSession<>(lifetime.use("session"), parameters.backend(), Encoder.VISION, this::shape,
        this::pass);
  }

  /** @throws IllegalArgumentException if the batch is not of the model's frames and size */
  private Integer shape(VideoBatch batch) {
    batch.check(config);
    return batch.videos();
  }

  private Encoded pass(Context context, VideoBatch batch, Probe probe) {
    Tensor pixels = tower.pixels(context, batch.videos());
    batch.write(context, pixels);
    return tower.encode(context, pixels, probe);
  }

  /**
   * Gives the weights back to the backend; a second call does nothing.
   *
   * @throws IllegalStateException if sessions are still open, saying how many; the model stays open then
   */
  @Override
  public void close() {
    if (lifetime.close()) {
      parameters.close();
    }
  }
}
