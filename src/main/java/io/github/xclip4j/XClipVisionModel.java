package io.github.xclip4j;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.config.VisionConfig;
import io.github.xclip4j.internal.config.ConfigJson;
import io.github.xclip4j.internal.model.Encoder;
import io.github.xclip4j.internal.model.FrameTower;
import io.github.xclip4j.internal.model.Parameters;
import io.github.xclip4j.internal.weights.CheckpointCheck;
import io.github.xclip4j.internal.weights.CheckpointNames;
import io.github.xclip4j.internal.weights.WeightSources;
import io.github.xclip4j.weights.WeightSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/**
 * The frame encoder on its own ({@code XCLIPVisionModel}): hidden states and the pooled class token of every frame,
 * which has seen the other frames of its video, without projection and MIT. Safe for use by many threads.
 */
public final class XClipVisionModel implements AutoCloseable {
  private final VisionConfig config;
  private final Backend backend;
  private final Parameters parameters;
  private final FrameTower tower;

  private XClipVisionModel(VisionConfig config, WeightSource source, Backend backend) throws IOException {
    CheckpointCheck.contains(source, CheckpointNames.visionModel(config));
    this.config = config;
    this.backend = backend;
    this.parameters = new Parameters(source, backend);
    this.tower = new FrameTower(config, parameters);
  }

  /**
   * Loads the frame encoder of a checkpoint directory.
   *
   * @throws IOException if a file is missing or cannot be read
   */
  public static XClipVisionModel load(Path directory, Backend backend) throws IOException {
    VisionConfig config = ConfigJson.read(directory).vision();
    try (WeightSource source = WeightSources.open(directory)) {
      return load(config, source, backend);
    }
  }

  /** Loads {@code vision_model.*} of any source. */
  public static XClipVisionModel load(VisionConfig config, WeightSource source, Backend backend) throws IOException {
    return new XClipVisionModel(config, source, backend);
  }

  public VisionConfig config() {
    return config;
  }

  /**
   * Encodes the frames of videos.
   *
   * @param batch B videos of T frames
   * @return last hidden state [B·T, patches + 1, D], pooled output [B·T, D]
   * @throws IllegalArgumentException if the batch is not of the model's frames and size
   */
  public EncoderOutput forward(VideoBatch batch, Set<Detail> details) {
    batch.check(config);
    OutputProbe probe = new OutputProbe(details);
    try (Workspace workspace = new Workspace(backend)) {
      Context context = workspace.context(planned -> run(planned, batch, probe));
      return run(context, batch, probe);
    }
  }

  private EncoderOutput run(Context context, VideoBatch batch, OutputProbe probe) {
    try (Context.Scope _ = context.scope()) {
      Tensor pixels = batch.tensor(context);
      batch.write(context, pixels);
      Tensor encoded = tower.encode(context, pixels, batch.videos(), probe);
      return probe.output(Encoder.VISION, CompleteForward.stack(context, tower.lastHiddenState(encoded)),
          CompleteForward.matrix(context, tower.pooled(context, encoded)));
    }
  }

  @Override
  public void close() {
    parameters.release();
  }
}
