package io.github.xclip4j;

import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.internal.model.Network;
import io.github.xclip4j.internal.model.Probe;
import io.github.xclip4j.internal.model.Sequences;
import java.util.ArrayList;
import java.util.List;

/** Encodes any number of texts in pieces of bounded size. */
final class TextEncoding {
  /** Tokens per piece: enough to fill every core, little enough to need some tens of megabytes of scratch. */
  private static final int TOKENS_PER_PIECE = 4096;

  private final Network network;
  private final Workspace workspace;

  TextEncoding(Network network, Workspace workspace) {
    this.network = network;
    this.workspace = workspace;
  }

  /**
   * {@code get_text_features} of token sequences, each encoded at its own length.
   *
   * @return [texts, E]
   */
  FloatArray features(List<int[]> sequences) {
    int width = network.config().projectionDim();
    float[] all = new float[Math.multiplyExact(sequences.size(), width)];
    int first = 0;
    while (first < sequences.size()) {
      int last = first + 1;
      int tokens = sequences.get(first).length;
      while (last < sequences.size() && tokens + sequences.get(last).length <= TOKENS_PER_PIECE) {
        tokens += sequences.get(last++).length;
      }
      float[] piece = piece(new ArrayList<>(sequences.subList(first, last)));
      System.arraycopy(piece, 0, all, first * width, piece.length);
      first = last;
    }
    return FloatArray.of(all, sequences.size(), width);
  }

  private float[] piece(List<int[]> sequences) {
    Sequences packed = Sequences.ragged(sequences);
    Context context = workspace.context(planned -> encode(planned, packed));
    try (Context.Scope _ = context.scope()) {
      return context.read(encode(context, packed));
    }
  }

  private Tensor encode(Context context, Sequences sequences) {
    Tensor encoded = network.text().encode(context, sequences, Mask.CAUSAL, Probe.NONE);
    return network.projectText(context, network.text().pooled(context, encoded, sequences));
  }
}
