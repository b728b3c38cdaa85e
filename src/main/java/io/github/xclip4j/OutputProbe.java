package io.github.xclip4j;

import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.internal.model.Encoded;
import io.github.xclip4j.internal.model.Encoder;
import io.github.xclip4j.internal.model.Probe;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads hidden states and attentions during a forward pass, and the encoders' outputs after it. */
final class OutputProbe implements Probe {
  private final Set<Detail> details;
  private final Map<Encoder, Map<Integer, FloatArray>> hiddenStates = new EnumMap<>(Encoder.class);
  private final Map<Encoder, Map<Integer, FloatArray>> attentions = new EnumMap<>(Encoder.class);

  OutputProbe(Set<Detail> details) {
    this.details = details;
  }

  /** A probe for planning: it needs the same scratch, but reads nothing. */
  static Probe planning(Set<Detail> details) {
    return new Probe() {
      @Override
      public boolean wantsHiddenStates() {
        return details.contains(Detail.HIDDEN_STATES);
      }

      @Override
      public boolean wantsAttentions() {
        return details.contains(Detail.ATTENTIONS);
      }
    };
  }

  @Override
  public boolean wantsHiddenStates() {
    return details.contains(Detail.HIDDEN_STATES);
  }

  @Override
  public boolean wantsAttentions() {
    return details.contains(Detail.ATTENTIONS);
  }

  @Override
  public void hiddenState(Encoder encoder, int index, Tensor hidden, Context context) {
    put(hiddenStates, encoder, index, stack(context, hidden));
  }

  @Override
  public void attention(Encoder encoder, int layer, Tensor weights, Context context) {
    int tokens = weights.cols();
    put(attentions, encoder, layer,
        FloatArray.of(context.read(weights), weights.groups(), weights.rows() / tokens, tokens, tokens));
  }

  /** An encoder's output, with the hidden states and attentions that were read. */
  EncoderOutput output(Context context, Encoder encoder, Encoded encoded) {
    return new EncoderOutput(stack(context, encoded.lastHiddenState()), matrix(context, encoded.pooled()),
        seen(hiddenStates, encoder), seen(attentions, encoder));
  }

  /** Groups of one row, or one group of rows, as [rows, cols]. */
  static FloatArray matrix(Context context, Tensor tensor) {
    return FloatArray.of(context.read(tensor), tensor.groups() * tensor.rows(), tensor.cols());
  }

  /** A tensor as [groups, rows, cols]. */
  static FloatArray stack(Context context, Tensor tensor) {
    return FloatArray.of(context.read(tensor), tensor.groups(), tensor.rows(), tensor.cols());
  }

  private static void put(Map<Encoder, Map<Integer, FloatArray>> map, Encoder encoder, int index, FloatArray array) {
    map.computeIfAbsent(encoder, _ -> new TreeMap<>()).put(index, array);
  }

  private static List<FloatArray> seen(Map<Encoder, Map<Integer, FloatArray>> map, Encoder encoder) {
    return List.copyOf(map.getOrDefault(encoder, Map.of()).values());
  }
}
