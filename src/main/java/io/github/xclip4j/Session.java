package io.github.xclip4j;

import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.config.VisionConfig;
import io.github.xclip4j.internal.model.Network;
import io.github.xclip4j.internal.model.Probe;
import io.github.xclip4j.video.Video;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Runs a model; holds the scratch memory of its work. For one thread at a time: open one per thread, they share the
 * weights, the labels and the backend's workers.
 */
public final class Session implements AutoCloseable {
  private final XClip model;
  private final Network network;
  private final Workspace workspace;

  Session(XClip model) {
    this.model = model;
    this.network = model.network();
    this.workspace = new Workspace(model.backend());
  }

  /** Work that needs the same scratch in every call, so that it is planned once. */
  private record Shape(int videos, Object labels) {}

  /**
   * Video embeddings before normalisation ({@code get_video_features}).
   *
   * @return [videos, E]
   * @throws IllegalArgumentException if the batch is not of the model's frames and size
   */
  public FloatArray videoFeatures(VideoBatch batch) {
    batch.check(network.config().vision());
    int width = network.config().projectionDim();
    Shape shape = new Shape(batch.videos(), "features");
    Context context = workspace.context(shape, batch.videos(), videos -> planned -> {
      Tensor pixels = pixels(planned, videos);
      embedVideos(planned, planned.tensor(videos, 1, width), pixels);
    });
    try (Context.Scope _ = context.scope()) {
      Tensor pixels = pixels(context, batch.videos());
      Tensor out = context.tensor(batch.videos(), 1, width);
      batch.write(context, pixels);
      embedVideos(context, out, pixels);
      return finite(FloatArray.of(context.read(out), batch.videos(), width), "video features");
    }
  }

  /**
   * Text embeddings before the prompt generator and normalisation ({@code get_text_features}).
   *
   * @return [texts, E]
   * @throws IllegalArgumentException for a token outside the vocabulary or a text longer than the context
   */
  public FloatArray textFeatures(TokenBatch tokens) {
    FloatArray features = tokens.hasPadding()
        ? new CompleteForward(network, workspace).textFeatures(tokens)
        : new TextEncoding(network, workspace).features(List.of(tokens.inputIds()));
    return finite(features, "text features");
  }

  /**
   * Scaled similarities of every video with every label.
   *
   * @return {@code logits_per_video} [videos, K]
   */
  public FloatArray logits(VideoBatch batch, Labels labels) {
    try (Resident videos = resident(batch, labels)) {
      return videos.logits();
    }
  }

  /** Puts a batch where the model is; until it is closed the session does nothing else. */
  Resident resident(VideoBatch batch, Labels labels) {
    labels.check(model);
    batch.check(network.config().vision());
    return new Resident(batch, labels);
  }

  /** Videos and scratch in place, to be scored as often as one likes. */
  final class Resident implements AutoCloseable {
    private final Labels labels;
    private final Context context;
    private final Context.Scope scope;
    private final Tensor pixels;
    private final Tensor out;

    private Resident(VideoBatch batch, Labels labels) {
      this.labels = labels;
      Shape shape = new Shape(batch.videos(), labels.count());
      context = workspace.context(shape, batch.videos(), videos -> planned -> {
        Tensor planes = pixels(planned, videos);
        score(planned, planned.tensor(videos, 1, labels.count()), planes, labels);
      });
      scope = context.scope();
      try {
        pixels = pixels(context, batch.videos());
        out = context.tensor(batch.videos(), 1, labels.count());
        batch.write(context, pixels);
      } catch (RuntimeException e) {
        scope.close();
        throw e;
      }
    }

    /** @return {@code logits_per_video} [videos, K] */
    FloatArray logits() {
      score(context, out, pixels, labels);
      return finite(FloatArray.of(context.read(out), out.groups(), labels.count()), "logits");
    }

    @Override
    public void close() {
      scope.close();
    }
  }

  /**
   * How well each label fits a video file, a GIF or a folder of images.
   *
   * @throws IOException if it cannot be decoded; the message says why
   */
  public Classification classify(Path video, Labels labels) throws IOException {
    return classify(Video.open(video), labels);
  }

  /**
   * How well each label fits a video.
   *
   * @throws IOException if it cannot be decoded; the message says why
   */
  public Classification classify(Video video, Labels labels) throws IOException {
    return classify(model.processor().prepare(video).batch(), labels).getFirst();
  }

  /** How well each label fits each video of a batch, in the batch's order. */
  public List<Classification> classify(VideoBatch batch, Labels labels) {
    FloatArray logits = logits(batch, labels);
    List<Classification> classifications = new ArrayList<>(batch.videos());
    for (int video = 0; video < batch.videos(); video++) {
      classifications.add(Classification.of(labels.names(), logits.row(video)));
    }
    return classifications;
  }

  /**
   * The whole forward pass with everything the reference's model returns.
   *
   * @param tokens K texts, padded to one length
   * @param batch B videos
   * @param details what to return of the layers in between
   */
  public XClipOutput forward(TokenBatch tokens, VideoBatch batch, Set<Detail> details) {
    batch.check(network.config().vision());
    XClipOutput output = new CompleteForward(network, workspace).run(tokens, batch, details);
    finite(output.logitsPerVideo(), "logits");
    return output;
  }

  private Tensor pixels(Context context, int videos) {
    VisionConfig vision = network.config().vision();
    return context.tensor(videos * vision.numFrames(), vision.numChannels() * vision.imageSize(), vision.imageSize());
  }

  /** @param out (videos, 1, E) */
  private void embedVideos(Context context, Tensor out, Tensor pixels) {
    try (Context.Scope _ = context.scope()) {
      int videos = out.groups();
      Tensor encoded = network.frames().encodeClassTokens(context, pixels, videos);
      Tensor frames = network.projectFrames(context, network.frames().pooled(context, encoded), videos);
      context.ops().mean(out, network.mit().encode(context, frames, Probe.NONE));
    }
  }

  /** @param out (videos, 1, K) */
  private void score(Context context, Tensor out, Tensor pixels, Labels labels) {
    try (Context.Scope _ = context.scope()) {
      int videos = out.groups();
      Tensor encoded = network.frames().encode(context, pixels, videos, Probe.NONE);
      Tensor frames = network.projectFrames(context, network.frames().pooled(context, encoded), videos);
      Tensor video = network.mit().pooled(context, network.mit().encode(context, frames, Probe.NONE));
      Tensor visual = network.visual(context, network.frames().patchesOf(encoded), videos);
      Tensor text = network.prompts().generate(context, labels.text(), labels.firstQueries(), visual);
      context.ops().normalize(text, text);
      context.ops().normalize(video, video);
      context.ops().scores(out, video, text, network.logitScale());
    }
  }

  private static FloatArray finite(FloatArray result, String what) {
    if (!result.isFinite()) {
      int index = 0;
      while (Float.isFinite(result.values()[index])) {
        index++;
      }
      throw new NonFiniteException("the " + what + " " + Arrays.toString(result.shape()) + " hold "
          + result.values()[index] + " at index " + index + ": the weights hold NaN or infinity, or values so large "
          + "that they overflow; check the checkpoint");
    }
    return result;
  }

  /** Gives its scratch memory back. */
  @Override
  public void close() {
    workspace.close();
  }
}
