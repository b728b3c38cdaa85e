package io.github.xclip4j;

import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.internal.model.Encoder;
import io.github.xclip4j.internal.model.Network;
import io.github.xclip4j.internal.model.Probe;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The forward pass that gives everything, as {@code XCLIPModel.forward} does: nothing is left out or cached. */
final class CompleteForward {
  private final Network network;
  private final Workspace workspace;

  CompleteForward(Network network, Workspace workspace) {
    this.network = network;
    this.workspace = workspace;
  }

  /** One pass; runs twice, once to plan its scratch. */
  private final class Pass implements Consumer<Context> {
    private final TokenBatch tokens;
    private final VideoBatch batch;
    private final OutputProbe probe;
    private @Nullable XClipOutput output;

    Pass(TokenBatch tokens, VideoBatch batch, Set<Detail> details) {
      this.tokens = tokens;
      this.batch = batch;
      this.probe = new OutputProbe(details);
    }

    @Override
    public void accept(Context context) {
      int videos = batch.videos();
      int texts = tokens.texts();
      int width = network.config().projectionDim();
      Tensor lastText = context.tensor(texts, tokens.length(), network.config().text().hiddenSize());
      Tensor pooledText = context.tensor(1, texts, network.config().text().hiddenSize());
      TextForward.run(context, network.text(), tokens, lastText, pooledText, probe);
      Tensor text = network.projectText(context, pooledText);

      Tensor pixels = batch.tensor(context);
      batch.write(context, pixels);
      Tensor encoded = network.frames().encode(context, pixels, videos, probe);
      Tensor pooledFrames = network.frames().pooled(context, encoded);
      Tensor frames = network.projectFrames(context, pooledFrames, videos);
      Tensor lastMit = network.mit().encode(context, frames, probe);
      Tensor video = network.mit().pooled(context, lastMit);
      Tensor visual = network.visual(context, network.frames().patchesOf(encoded), videos);
      Tensor first = network.prompts().hasLayers() ? network.prompts().firstQueries(context, text) : text;
      Tensor prompted = network.prompts().generate(context, text, first, visual);
      Tensor videoEmbeds = context.tensor(videos, 1, width);
      context.ops().normalize(videoEmbeds, video);
      context.ops().normalize(prompted, prompted);
      Tensor logits = context.tensor(videos, 1, texts);
      context.ops().scores(logits, videoEmbeds, prompted, network.logitScale());

      FloatArray perVideo = matrix(context, logits);
      output = new XClipOutput(
          videos == texts ? Optional.of(contrastiveLoss(perVideo)) : Optional.empty(),
          perVideo, perVideo.transposed(), probabilities(perVideo), stack(context, prompted),
          matrix(context, videoEmbeds),
          matrix(context, text), matrix(context, video),
          probe.output(Encoder.TEXT, stack(context, lastText), matrix(context, pooledText)),
          probe.output(Encoder.VISION, stack(context, network.frames().lastHiddenState(encoded)),
              matrix(context, pooledFrames)),
          probe.output(Encoder.MIT, stack(context, lastMit), matrix(context, video)));
    }
  }

  XClipOutput run(TokenBatch tokens, VideoBatch batch, Set<Detail> details) {
    Pass pass = new Pass(tokens, batch, details);
    Context context = workspace.context(pass);
    try (Context.Scope _ = context.scope()) {
      pass.accept(context);
    }
    return java.util.Objects.requireNonNull(pass.output);
  }

  /** {@code get_text_features} of padded texts with their mask, [texts, E]. */
  FloatArray textFeatures(TokenBatch tokens) {
    Context context = workspace.context(planned -> projected(planned, tokens));
    try (Context.Scope _ = context.scope()) {
      return matrix(context, projected(context, tokens));
    }
  }

  private Tensor projected(Context context, TokenBatch tokens) {
    int width = network.config().text().hiddenSize();
    Tensor last = context.tensor(tokens.texts(), tokens.length(), width);
    Tensor pooled = context.tensor(1, tokens.texts(), width);
    TextForward.run(context, network.text(), tokens, last, pooled, Probe.NONE);
    return network.projectText(context, pooled);
  }

  /** The mean of both directions' cross entropies where text {@code i} belongs to video {@code i}. */
  private static float contrastiveLoss(FloatArray perVideo) {
    return (float) ((crossEntropy(perVideo) + crossEntropy(perVideo.transposed())) / 2);
  }

  private static double crossEntropy(FloatArray logits) {
    double sum = 0;
    int rows = logits.shape()[0];
    for (int i = 0; i < rows; i++) {
      float[] row = logits.row(i);
      double max = Double.NEGATIVE_INFINITY;
      for (float logit : row) {
        max = Math.max(max, logit);
      }
      double total = 0;
      for (float logit : row) {
        total += Math.exp(logit - max);
      }
      sum += Math.log(total) + max - row[i];
    }
    return sum / rows;
  }

  private static FloatArray probabilities(FloatArray perVideo) {
    int labels = perVideo.shape()[1];
    float[] all = new float[perVideo.values().length];
    for (int video = 0; video < perVideo.shape()[0]; video++) {
      double[] row = Classification.softmax(perVideo.row(video));
      for (int label = 0; label < labels; label++) {
        all[video * labels + label] = (float) row[label];
      }
    }
    return FloatArray.of(all, perVideo.shape());
  }

  /** Groups of one row, or one group of rows, as [rows, cols]. */
  static FloatArray matrix(Context context, Tensor tensor) {
    return FloatArray.of(context.read(tensor), tensor.groups() * tensor.rows(), tensor.cols());
  }

  /** A tensor as [groups, rows, cols]. */
  static FloatArray stack(Context context, Tensor tensor) {
    return FloatArray.of(context.read(tensor), tensor.groups(), tensor.rows(), tensor.cols());
  }
}
