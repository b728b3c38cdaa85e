package io.github.xclip4j;

import io.github.xclip4j.backend.Lane;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.model.Encoder;
import io.github.xclip4j.model.Network;
import io.github.xclip4j.model.Probe;
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
  private final class Pass implements Consumer<Lane> {
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
    public void accept(Lane lane) {
      int videos = batch.videos();
      int texts = tokens.texts();
      int width = network.config().projectionDim();
      Tensor lastText = lane.tensor(texts, tokens.length(), network.config().text().hiddenSize());
      Tensor pooledText = lane.tensor(1, texts, network.config().text().hiddenSize());
      TextForward.run(lane, network.text(), tokens, lastText, pooledText, probe);
      Tensor text = network.projectText(lane, pooledText);

      Tensor pixels = batch.tensor(lane);
      batch.write(lane, pixels);
      Tensor encoded = network.frames().encode(lane, pixels, videos, probe);
      Tensor pooledFrames = network.frames().pooled(lane, encoded);
      Tensor frames = network.projectFrames(lane, pooledFrames, videos);
      Tensor lastMit = network.mit().encode(lane, frames, probe);
      Tensor video = network.mit().pooled(lane, lastMit);
      Tensor visual = network.visual(lane, network.frames().patchesOf(encoded), videos);
      Tensor first = network.prompts().hasLayers() ? network.prompts().firstQueries(lane, text) : text;
      Tensor prompted = network.prompts().generate(lane, text, first, visual);
      Tensor videoEmbeds = lane.tensor(videos, 1, width);
      lane.ops().normalize(videoEmbeds, video);
      lane.ops().normalize(prompted, prompted);
      Tensor logits = lane.tensor(videos, 1, texts);
      lane.ops().scores(logits, videoEmbeds, prompted, network.logitScale());

      FloatArray perVideo = matrix(lane, logits);
      output = new XClipOutput(
          videos == texts ? Optional.of(contrastiveLoss(perVideo)) : Optional.empty(),
          perVideo, perVideo.transposed(), probabilities(perVideo), stack(lane, prompted), matrix(lane, videoEmbeds),
          matrix(lane, text), matrix(lane, video),
          probe.output(Encoder.TEXT, stack(lane, lastText), matrix(lane, pooledText)),
          probe.output(Encoder.VISION, stack(lane, network.frames().lastHiddenState(encoded)),
              matrix(lane, pooledFrames)),
          probe.output(Encoder.MIT, stack(lane, lastMit), matrix(lane, video)));
    }
  }

  XClipOutput run(TokenBatch tokens, VideoBatch batch, Set<Detail> details) {
    Pass pass = new Pass(tokens, batch, details);
    Lane lane = workspace.lane(pass);
    try (Lane.Scope _ = lane.scope()) {
      pass.accept(lane);
    }
    return java.util.Objects.requireNonNull(pass.output);
  }

  /** {@code get_text_features} of padded texts with their mask, [texts, E]. */
  FloatArray textFeatures(TokenBatch tokens) {
    Lane lane = workspace.lane(planned -> projected(planned, tokens));
    try (Lane.Scope _ = lane.scope()) {
      return matrix(lane, projected(lane, tokens));
    }
  }

  private Tensor projected(Lane lane, TokenBatch tokens) {
    int width = network.config().text().hiddenSize();
    Tensor last = lane.tensor(tokens.texts(), tokens.length(), width);
    Tensor pooled = lane.tensor(1, tokens.texts(), width);
    TextForward.run(lane, network.text(), tokens, last, pooled, Probe.NONE);
    return network.projectText(lane, pooled);
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
  static FloatArray matrix(Lane lane, Tensor tensor) {
    return FloatArray.of(lane.read(tensor), tensor.groups() * tensor.rows(), tensor.cols());
  }

  /** A tensor as [groups, rows, cols]. */
  static FloatArray stack(Lane lane, Tensor tensor) {
    return FloatArray.of(lane.read(tensor), tensor.groups(), tensor.rows(), tensor.cols());
  }
}
