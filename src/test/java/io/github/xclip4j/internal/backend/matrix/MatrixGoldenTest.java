package io.github.xclip4j.internal.backend.matrix;

import io.github.xclip4j.GoldenContract;
import io.github.xclip4j.backend.Backend;
import org.junit.jupiter.api.Nested;

/** Exact products equal the reference as exactly as any backend's. */
class MatrixGoldenTest {
  @Nested
  class OnEmulatedAmx extends GoldenContract {
    @Override
    protected Backend open() {
      return TestUnits.EXACT_ON_EMULATED_AMX.open();
    }
  }

  @Nested
  class OnThisProcessor extends GoldenContract {
    @Override
    protected Backend open() {
      return TestUnits.EXACT_ON_THIS_PROCESSOR.open();
    }
  }
}
