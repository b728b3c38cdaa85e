package io.github.xclip4j.cli.checkpoints;

import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.internal.weights.CheckpointNames;
import io.github.xclip4j.internal.weights.ExpectedTensor;
import io.github.xclip4j.weights.DType;
import io.github.xclip4j.weights.TensorInfo;
import io.github.xclip4j.weights.WeightSource;
import io.github.xclip4j.weights.WeightsException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Weights made from their names, so that a full-size model needs no download: nothing is stored, every read computes.
 *
 * <p>They are no good at recognising anything, but have the magnitudes of trained ones, and anyone can make the same.
 */
public final class ProceduralWeights implements WeightSource {

  /*
   * Element i of a tensor is offset + scale·u(fnv1a(name), i): FNV-1a over the name starts a SplitMix64 sequence, whose
   * upper 24 bits become u in [-1, 1). Every element stands alone, so rows can be made by many threads in any order.
   */
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private final Map<String, TensorInfo> tensors;

  /** The weights of a whole model. */
  public ProceduralWeights(XClipConfig config) {
    Map<String, TensorInfo> infos = new LinkedHashMap<>();
    for (ExpectedTensor tensor : CheckpointNames.model(config)) {
      infos.put(tensor.name(), new TensorInfo(DType.F32, tensor.shape()));
    }
    tensors = Collections.unmodifiableMap(infos);
  }

  @Override
  public String description() {
    return "procedural weights";
  }

  @Override
  public Set<String> names() {
    return tensors.keySet();
  }

  @Override
  public TensorInfo info(String name) throws WeightsException {
    TensorInfo info = tensors.get(name);
    if (info == null) {
      throw WeightsException.noSuchTensor(name, this);
    }
    return info;
  }

  @Override
  public Matrix matrix(String name) throws WeightsException {
    TensorInfo info = info(name);
    int rows = info.shape().isEmpty() ? 1 : Math.toIntExact(info.shape().getFirst());
    return new Made(Rule.of(name, info.shape()), rows, Math.toIntExact(info.elements() / rows));
  }

  @Override
  public void close() {}

  /** The values of any named tensor, also of one that is no weight of this model. */
  public static float[] values(String name, long... shape) {
    TensorInfo info = TensorInfo.of(DType.F32, shape);
    float[] values = new float[Math.toIntExact(info.elements())];
    Rule.of(name, info.shape()).fill(0, values, 0, values.length);
    return values;
  }

  /** Values {@code (float)(scale·u)} for a name: the rule for inputs. */
  public static float[] uniform(String name, double scale, int count) {
    float[] values = new float[count];
    new Rule(fnv1a(name), 0, scale).fill(0, values, 0, count);
    return values;
  }

  private static long fnv1a(String name) {
    long hash = 0xCBF29CE484222325L;
    for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (each & 0xFF)) * 0x100000001B3L;
    }
    return hash;
  }

  /** How a tensor's elements are spread. */
  private record Rule(long hash, double offset, double scale) {
    static Rule of(String name, List<Long> shape) {
      long hash = fnv1a(name);
      if (name.equals("logit_scale")) {
        return new Rule(hash, 4.6052, 0);
      }
      if (name.equals("prompts_generator.alpha")) {
        return new Rule(hash, 0.1, 0.05);
      }
      if (name.endsWith(".bias")) {
        return new Rule(hash, 0, 0.1);
      }
      if (shape.size() == 1 && name.endsWith(".weight")) {
        return new Rule(hash, 1, 0.2);
      }
      if (name.contains("embedding") && !name.contains("patch_embedding")) {
        return new Rule(hash, 0, 0.5);
      }
      double inputs = name.equals("prompts_visual_projection")
          ? shape.getFirst()
          : shape.stream().skip(1).reduce(1L, Math::multiplyExact);
      return new Rule(hash, 0, Math.sqrt(3 / inputs));
    }

    void fill(long first, float[] target, int offsetInTarget, int count) {
      long start = hash + (first + 1) * GOLDEN_GAMMA;
      double base = offset;
      double spread = scale;
      for (int i = 0; i < count; i++) {
        long z = start + i * GOLDEN_GAMMA;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        z ^= z >>> 31;
        double u = 2 * ((z >>> 40) * 0x1p-24) - 1;
        target[offsetInTarget + i] = (float) (base + spread * u);
      }
    }
  }

  /** A tensor computed row by row. */
  private record Made(Rule rule, int rows, int cols) implements Matrix {
    @Override
    public Storage storage() {
      return Storage.F32;
    }

    @Override
    public void read(int row, int firstCol, int count, float[] target, int offset) {
      rule.fill((long) row * cols + firstCol, target, offset, count);
    }
  }
}
