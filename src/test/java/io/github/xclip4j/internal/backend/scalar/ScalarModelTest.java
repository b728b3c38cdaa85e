package io.github.xclip4j.internal.backend.scalar;

import io.github.xclip4j.Backends;
import io.github.xclip4j.ModelLaws;
import io.github.xclip4j.backend.Backend;

class ScalarModelTest extends ModelLaws {
  @Override
  protected Backend open() {
    return Backends.open("scalar");
  }
}
