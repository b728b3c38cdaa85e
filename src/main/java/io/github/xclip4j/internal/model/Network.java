package io.github.xclip4j.internal.model;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.backend.Use;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.weights.WeightSource;
import java.io.IOException;
import java.util.List;

/**
 * All of X-CLIP ({@code XCLIPModel}). Its pipelines are written here and nowhere else: a caller allocates and fills the
 * inputs, calls a pipeline on any {@link Context}, and reads the results.
 *
 * <p>In shapes, E is {@code projection_dim} and D the width of the frame encoder.
 */
/*
 * Nothing here reads a tensor; the caller computes what is computed on the host (probabilities, the loss). So a context
 * that only plans, or one that remembers every operation, can run any pipeline.
 *
 * A pipeline that returns tensors allocates them in the caller's scope; one that takes `out` gives back all its
 * scratch.
 */
public final class Network implements AutoCloseable {
  private final XClipConfig config;
  private final Parameters parameters;
  private final TextTower text;
  private final FrameTower frames;
  private final MultiframeTransformer mit;
  private final PromptGenerator prompts;
  private final Linear textProjection;
  private final Linear visualProjection;
  private final Norm patchNorm;
  private final Linear patchProjection;
  private final Tensor logitScale;

  /** Videos scored with labels. */
  private record Scored(Encoded frames, Encoded mit, Tensor videoEmbeds, Tensor textEmbeds) {}

  /** @param parameters closed with the network */
  public Network(XClipConfig config, Parameters parameters) throws IOException {
    this.config = config;
    this.parameters = parameters;
    text = new TextTower(config.text(), parameters);
    frames = new FrameTower(config.vision(), parameters);
    mit = new MultiframeTransformer(config.vision(), parameters);
    prompts = new PromptGenerator(config, parameters);
    textProjection = parameters.linearWithoutBias("text_projection");
    visualProjection = parameters.linearWithoutBias("visual_projection");
    patchNorm = Norm.load(parameters, "prompts_visual_layernorm", config.vision().layerNormEps());
    patchProjection = parameters.linearTransposed("prompts_visual_projection");
    logitScale = parameters.row("logit_scale");
  }

  /** A network with the weights of a source, which is not needed afterwards; nothing stays loaded if it fails. */
  public static Network load(XClipConfig config, WeightSource source, Backend backend)
      throws IOException {
    LoadedParameters parameters = new LoadedParameters(source, backend);
    try {
      return new Network(config, parameters);
    } catch (IOException | RuntimeException e) {
      parameters.close();
      throw e;
    }
  }

  /** The model's dimensions. */
  public XClipConfig config() {
    return config;
  }

  /** The backend that the parameters are on. */
  public Backend backend() {
    return parameters.backend();
  }

  /** Scratch for the pixels of videos, (videos·frames, channels·height, width). */
  public Tensor pixels(Context context, int videos) {
    return frames.pixels(context, videos);
  }

  /**
   * Video embeddings before normalisation ({@code get_video_features}).
   *
   * @param out (videos, 1, E)
   * @param pixels (videos·frames, channels·height, width)
   */
  public void videoEmbeddings(Context context, Tensor out, Tensor pixels) {
    try (Context.Scope _ = context.scope()) {
      integrate(context, out, frames.encodeClassTokens(context, pixels), Probe.NONE);
    }
  }

  /**
   * Text embeddings before the prompt generator and normalisation ({@code get_text_features}).
   *
   * @param out (1, texts, E), in the order the texts were given
   * @param mask for every {@linkplain Sequences#stacks stack} of texts
   * @throws IllegalArgumentException for a token outside the vocabulary or a text longer than the model's context
   */
  public void textEmbeddings(Context context, Tensor out, Sequences texts, Mask mask) {
    try (Context.Scope _ = context.scope()) {
      projectTexts(context, out, text.encodeEnds(context, texts, mask));
    }
  }

  /**
   * {@link #textEmbeddings(Context, Tensor, Sequences, Mask)} of any number of texts without padding, piece by piece.
   *
   * @param out (1, texts of all pieces, E)
   */
  public void textEmbeddings(Context context, Tensor out, List<Sequences> pieces) {
    int first = 0;
    for (Sequences piece : pieces) {
      textEmbeddings(context, out.slice(first, piece.count()), piece, Mask.CAUSAL);
      first += piece.count();
    }
  }

  /**
   * Encodes labels.
   *
   * @param pieces of their texts without padding
   */
  public LabelTensors labels(Context context, List<Sequences> pieces) {
    int count = pieces.stream().mapToInt(Sequences::count).sum();
    Tensor embeddings = context.tensor(1, count, config.projectionDim());
    textEmbeddings(context, embeddings, pieces);
    return labels(context, embeddings);
  }

  /**
   * Labels from their embeddings.
   *
   * @param embeddings (1, labels, E), as {@link #textEmbeddings} computes them
   */
  public LabelTensors labels(Context context, Tensor embeddings) {
    return prompts.prepare(context, embeddings);
  }

  /**
   * Scaled similarities of every video with every label ({@code logits_per_video}).
   *
   * @param out (videos, 1, labels)
   * @param pixels (videos·frames, channels·height, width)
   */
  public void logits(Context context, Tensor out, Tensor pixels, LabelTensors labels) {
    try (Context.Scope _ = context.scope()) {
      score(context, out, pixels, labels, Probe.NONE);
    }
  }

  /**
   * The forward pass with everything that {@code XCLIPModel.forward} computes.
   *
   * @param texts of one length, padding included
   * @param mask for (texts, length, width)
   * @param pixels (videos·frames, channels·height, width)
   * @throws IllegalArgumentException for a token outside the vocabulary or a text longer than the model's context
   */
  public Stages complete(Context context, Sequences texts, Mask mask, Tensor pixels, Probe probe) {
    Encoded encodedText = text.encode(context, texts, mask, probe);
    Tensor textFeatures = context.tensor(1, texts.count(), config.projectionDim());
    projectTexts(context, textFeatures, encodedText.pooled());
    Tensor logits = context.tensor(pixels.groups() / config.vision().numFrames(), 1, texts.count());
    Scored scored = score(context, logits, pixels, labels(context, textFeatures), probe);
    return new Stages(encodedText, textFeatures, scored.frames, scored.mit, scored.videoEmbeds, scored.textEmbeds,
        logits);
  }

  /**
   * {@link #logits(Context, Tensor, Tensor, LabelTensors)} of frames that are encoded already.
   *
   * @param encodedFrames as {@link #encodeFrames} returns them
   */
  public void logits(Context context, Tensor out, Encoded encodedFrames, LabelTensors labels) {
    try (Context.Scope _ = context.scope()) {
      score(context, out, encodedFrames, labels, Probe.NONE);
    }
  }

  private Scored score(Context context, Tensor out, Tensor pixels, LabelTensors labels, Probe probe) {
    return score(context, out, encodeFrames(context, pixels, probe), labels, probe);
  }

  private Scored score(Context context, Tensor out, Encoded encoded, LabelTensors labels, Probe probe) {
    Encoded video = integrateFrames(context, encoded, probe);
    VideoTensors videos = new VideoTensors(video.pooled(), patchFeatures(context, encoded));
    Tensor videoEmbeds = context.tensor(out.groups(), 1, config.projectionDim());
    Tensor textEmbeds = compare(context, out, videoEmbeds, videos, labels, prompts.attention());
    return new Scored(encoded, video, videoEmbeds, textEmbeds);
  }

  /** Scratch for what {@link #features} computes. */
  public VideoTensors videoTensors(Context context, int videos) {
    int width = config.projectionDim();
    return new VideoTensors(context.tensor(videos, 1, width),
        context.tensor(videos, config.vision().patches(), width));
  }

  /**
   * What the model computes of videos whatever the labels: {@link #logits(Context, Tensor, VideoTensors, LabelTensors)}
   * of it gives what the videos themselves give, to the bit.
   *
   * @param out of as many videos
   * @param pixels (videos·frames, channels·height, width)
   */
  public void features(Context context, VideoTensors out, Tensor pixels) {
    try (Context.Scope _ = context.scope()) {
      Encoded encoded = encodeFrames(context, pixels, Probe.NONE);
      integrate(context, out.embeddings(), encoded.pooled(), Probe.NONE);
      meanPatches(context, out.patches(), encoded);
    }
  }

  /**
   * Scaled similarities of every video with every label ({@code logits_per_video}), from what {@link #features}
   * computed.
   *
   * @param out (videos, 1, labels)
   */
  public void logits(Context context, Tensor out, VideoTensors videos, LabelTensors labels) {
    try (Context.Scope _ = context.scope()) {
      compare(context, out, context.tensor(out.groups(), 1, config.projectionDim()), videos, labels,
          prompts.attention());
    }
  }

  /**
   * As {@link #logits(Context, Tensor, VideoTensors, LabelTensors)}, up to rounding, without keys and values of the
   * patches: for few labels and many videos.
   *
   * @param out (videos, 1, labels)
   */
  public void logits(Context context, Tensor out, VideoTensors videos, LabelTensors labels, FoldedPrompts folded) {
    try (Context.Scope _ = context.scope()) {
      compare(context, out, context.tensor(out.groups(), 1, config.projectionDim()), videos, labels, folded);
    }
  }

  /**
   * What {@link #fold} needs.
   *
   * @param units the unit vectors, (1, E, E)
   * @return of each layer of the prompt generator, (1, E, 2·E)
   */
  public List<Tensor> promptWeights(Context context, Tensor units) {
    return prompts.weights(context, units);
  }

  /**
   * The prompt generator's attention for few labels and many videos.
   *
   * @param weights values of {@link #promptWeights}
   * @return closed by the caller, before the network
   */
  public FoldedPrompts fold(List<float[]> weights) {
    return prompts.fold(backend(), weights);
  }

  /**
   * The stages of {@link #logits} after the features.
   *
   * @param videoEmbeds receives the normalised embeddings, (videos, 1, E)
   * @return the labels' embeddings, changed by what they see in each video and normalised, (videos, labels, E)
   */
  private Tensor compare(Context context, Tensor out, Tensor videoEmbeds, VideoTensors videos, LabelTensors labels,
      PatchAttention attention) {
    Tensor prompted = prompts.generate(context, labels, videos.patches(), attention);
    context.ops().normalize(videoEmbeds, videos.embeddings());
    compare(context, out, videoEmbeds, prompted);
    return prompted;
  }

  /**
   * The first stage of {@link #logits}: frames through the frame encoder.
   *
   * @param pixels (videos·frames, channels·height, width)
   */
  public Encoded encodeFrames(Context context, Tensor pixels, Probe probe) {
    return frames.encode(context, pixels, probe);
  }

  /**
   * The second stage: the class tokens of a video's frames, projected, through the multi-frame integration transformer.
   *
   * @return (videos, frames, E), and their mean (videos, 1, E)
   */
  public Encoded integrateFrames(Context context, Encoded encodedFrames, Probe probe) {
    Tensor classTokens = encodedFrames.pooled();
    Tensor pooled = context.tensor(classTokens.groups() / config.vision().numFrames(), 1, config.projectionDim());
    return new Encoded(integrate(context, pooled, classTokens, probe), pooled);
  }

  /**
   * A video's frames through the multi-frame integration transformer.
   *
   * @param pooled receives the mean over frames, (videos, 1, E)
   * @param classTokens (videos·frames, 1, D)
   * @return (videos, frames, E)
   */
  private Tensor integrate(Context context, Tensor pooled, Tensor classTokens, Probe probe) {
    Tensor last = mit.encode(context, projectFrames(context, classTokens), probe);
    mit.pool(context, pooled, last);
    return last;
  }

  /**
   * The third stage: what the prompt generator looks at.
   *
   * @return (videos, patches, E)
   */
  public Tensor patchFeatures(Context context, Encoded encodedFrames) {
    Tensor tokens = encodedFrames.lastHiddenState();
    Tensor out = context.tensor(tokens.groups() / config.vision().numFrames(), tokens.rows() - 1,
        config.projectionDim());
    meanPatches(context, out, encodedFrames);
    return out;
  }

  /**
   * The fourth stage: labels changed by what they see in each video.
   *
   * @param patches (videos, patches, E)
   * @return (videos, labels, E)
   */
  public Tensor promptLabels(Context context, LabelTensors labels, Tensor patches) {
    return prompts.generate(context, labels, patches, prompts.attention());
  }

  /**
   * The last stage: scaled similarities.
   *
   * @param out (videos, 1, labels)
   * @param video normalised embeddings, (videos, 1, E)
   * @param text embeddings that this normalises, (videos, labels, E)
   */
  public void compare(Context context, Tensor out, Tensor video, Tensor text) {
    context.ops().normalize(text, text);
    context.ops().scores(out, video, text, logitScale);
  }

  /**
   * {@code text_projection}.
   *
   * @param out (1, texts, E)
   * @param pooled (1, texts, text width)
   */
  private void projectTexts(Context context, Tensor out, Tensor pooled) {
    context.ops().linear(out, pooled, textProjection, Activation.NONE);
  }

  /**
   * {@code visual_projection} of the frames' class tokens.
   *
   * @param classTokens (videos·frames, 1, D)
   * @return (videos, frames, E)
   */
  private Tensor projectFrames(Context context, Tensor classTokens) {
    int rows = classTokens.groups();
    int perVideo = config.vision().numFrames();
    Tensor out = context.tensor(1, rows, config.projectionDim());
    context.ops().linear(out, classTokens.regroup(1, rows), visualProjection, Activation.NONE);
    return out.regroup(rows / perVideo, perVideo);
  }

  /**
   * The patches normalised, averaged over the frames of each video and projected. The projection has no bias, so that
   * it may come after the mean, on a T-th of the rows.
   *
   * @param out (videos, patches, E)
   */
  private void meanPatches(Context context, Tensor out, Encoded encodedFrames) {
    Tensor tokens = encodedFrames.lastHiddenState();
    Tensor patches = tokens.slice(1, tokens.rows() - 1);
    try (Context.Scope _ = context.scope()) {
      Tensor mean = context.tensor(Use.OPERAND, out.groups(), patches.rows(), patches.cols());
      context.ops().meanGroups(mean, patchNorm.of(context, patches));
      context.ops().linear(out, mean, patchProjection, Activation.NONE);
    }
  }

  /** Gives the parameters back. */
  @Override
  public void close() {
    parameters.close();
  }
}
