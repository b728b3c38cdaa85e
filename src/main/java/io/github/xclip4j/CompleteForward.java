package io.github.xclip4j;

import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.internal.model.ContrastiveLoss;
import io.github.xclip4j.internal.model.Encoder;
import io.github.xclip4j.internal.model.Network;
import io.github.xclip4j.internal.model.Probe;
import io.github.xclip4j.internal.model.Sequences;
import io.github.xclip4j.internal.model.Stages;
import java.util.Optional;
import java.util.Set;

/** One forward pass that gives everything, as {@code XCLIPModel.forward} does: nothing is left out or cached. */
record CompleteForward(Network network, TokenBatch tokens, VideoBatch batch, Set<Detail> details) {
  /** Passes that need the same scratch. */
  private record Shape(TokenBatch.Shape texts, int videos, Set<Detail> details) {}

  XClipOutput run(Workspace workspace) {
    Shape shape = new Shape(tokens.shape(), batch.videos(), Set.copyOf(details));
    try (Workspace.Work work = workspace.begin(shape, planned -> pass(planned, OutputProbe.planning(details)))) {
      OutputProbe probe = new OutputProbe(details);
      return output(work.context(), pass(work.context(), probe), probe);
    }
  }

  private Stages pass(Context context, Probe probe) {
    Mask mask = tokens.mask(context);
    Tensor pixels = network.pixels(context, batch.videos());
    batch.write(context, pixels);
    return network.complete(context, Sequences.rectangular(tokens.inputIds()), mask, pixels, probe);
  }

  private static XClipOutput output(Context context, Stages stages, OutputProbe probe) {
    FloatArray perVideo = OutputProbe.matrix(context, stages.logits());
    int videos = perVideo.shape()[0];
    int texts = perVideo.shape()[1];
    return new XClipOutput(
        videos == texts ? Optional.of(ContrastiveLoss.of(perVideo.values(), texts)) : Optional.empty(),
        perVideo, perVideo.transposed(), probabilities(perVideo),
        OutputProbe.stack(context, stages.textEmbeds()), OutputProbe.matrix(context, stages.videoEmbeds()),
        OutputProbe.matrix(context, stages.textFeatures()), OutputProbe.matrix(context, stages.mit().pooled()),
        probe.output(context, Encoder.TEXT, stages.text()),
        probe.output(context, Encoder.VISION, stages.frames()),
        probe.output(context, Encoder.MIT, stages.mit()));
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
}
