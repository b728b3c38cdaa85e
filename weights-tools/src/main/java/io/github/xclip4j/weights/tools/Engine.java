package io.github.xclip4j.weights.tools;

import io.github.xclip4j.Backends;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.weights.WeightsException;
import java.util.Locale;

/** Where checkpoints are verified. */
final class Engine {
  private Engine() {}

  /** A backend by the name on the command line: {@code auto}, {@code scalar}, {@code simd} or {@code cuda}. */
  static Backend open(String kind) throws WeightsException {
    return switch (kind) {
      case "auto" -> Backends.best().backend();
      case "scalar", "simd", "cuda" -> Backends.open(Backends.Kind.valueOf(kind.toUpperCase(Locale.ROOT)));
      default -> throw new WeightsException("--backend is " + kind + ", it must be auto, scalar, simd or cuda");
    };
  }
}
