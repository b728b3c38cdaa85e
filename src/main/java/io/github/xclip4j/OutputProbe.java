package io.github.xclip4j;

import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.internal.model.Encoder;
import io.github.xclip4j.internal.model.Probe;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads hidden states and attentions back as they come by. */
final class OutputProbe implements Probe {
  private final Set<Detail> details;
  private final Map<Encoder, Map<Integer, FloatArray>> hiddenStates = new EnumMap<>(Encoder.class);
  private final Map<Encoder, Map<Integer, FloatArray>> attentions = new EnumMap<>(Encoder.class);

  OutputProbe(Set<Detail> details) {
    this.details = details;
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
    put(hiddenStates, encoder, index,
        FloatArray.of(context.read(hidden), hidden.groups(), hidden.rows(), hidden.cols()));
  }

  @Override
  public void attention(Encoder encoder, int layer, Tensor weights, Context context) {
    int tokens = weights.cols();
    put(attentions, encoder, layer,
        FloatArray.of(context.read(weights), weights.groups(), weights.rows() / tokens, tokens, tokens));
  }

  /** An encoder's output with what was seen of it. */
  EncoderOutput output(Encoder encoder, FloatArray lastHiddenState, FloatArray poolerOutput) {
    return new EncoderOutput(lastHiddenState, poolerOutput, seen(hiddenStates, encoder), seen(attentions, encoder));
  }

  private static void put(Map<Encoder, Map<Integer, FloatArray>> map, Encoder encoder, int index, FloatArray array) {
    map.computeIfAbsent(encoder, _ -> new TreeMap<>()).put(index, array);
  }

  private static List<FloatArray> seen(Map<Encoder, Map<Integer, FloatArray>> map, Encoder encoder) {
    return List.copyOf(map.getOrDefault(encoder, Map.of()).values());
  }
}
