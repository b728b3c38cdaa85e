package io.github.xclip4j.internal.backend.scalar;

import io.github.xclip4j.Backends;
import io.github.xclip4j.GoldenContract;
import io.github.xclip4j.backend.Backend;

class ScalarGoldenTest extends GoldenContract {
  @Override
  protected Backend open() {
    return Backends.open("scalar");
  }
}
