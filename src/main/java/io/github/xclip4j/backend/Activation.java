package io.github.xclip4j.backend;

import java.util.Locale;

/** The functions that {@code hidden_act} can name (transformers' {@code ACT2FN}), and none at all. */
public enum Activation {
  /** The identity. */
  NONE,
  /** {@code x·σ(1.702x)}, CLIP's own. */
  QUICK_GELU,
  /** {@code x·Φ(x)} with the error function. */
  GELU,
  /** {@code ½x(1 + tanh(√(2/π)(x + 0.044715x³)))}. */
  GELU_NEW,
  /** {@code max(x, 0)}. */
  RELU,
  /** {@code λx} for {@code x > 0}, {@code λα(eˣ − 1)} otherwise. */
  SELU;

  /**
   * The activation a config names.
   *
   * @throws IllegalArgumentException naming the known ones
   */
  public static Activation named(String hiddenAct) {
    for (Activation each : values()) {
      if (each != NONE && each.configName().equals(hiddenAct)) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "hidden_act \"" + hiddenAct + "\" is not supported: it must be quick_gelu, gelu, gelu_new, relu or selu");
  }

  /** The name in {@code config.json}. */
  public String configName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
