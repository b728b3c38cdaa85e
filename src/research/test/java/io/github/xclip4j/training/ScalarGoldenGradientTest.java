package io.github.xclip4j.training;

import io.github.xclip4j.Backends;
import io.github.xclip4j.backend.Backend;

class ScalarGoldenGradientTest extends GoldenGradientContract {
  @Override
  Backend open() {
    return Backends.open("scalar");
  }
}
