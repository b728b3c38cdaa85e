package io.github.xclip4j.internal.weights;

import io.github.xclip4j.weights.DType;
import io.github.xclip4j.weights.TensorInfo;
import java.util.List;

/**
 * A tensor a config calls for.
 *
 * @param reason the config's keys and values the shape comes from, {@code "vision_config.hidden_size 768"}
 */
public record ExpectedTensor(String name, List<Long> shape, String reason) {
  /** Copies the shape. */
  public ExpectedTensor {
    shape = List.copyOf(shape);
  }

  /** The shape for people: {@code "(768, 3, 32, 32)"}. */
  public String shapeText() {
    return new TensorInfo(DType.F32, shape).shapeText();
  }
}
