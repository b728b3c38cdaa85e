package io.github.xclip4j.internal.weights;

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
}
