package io.github.xclip4j.internal.backend.matrix;

import io.github.xclip4j.GoldenContract;
import io.github.xclip4j.backend.Backend;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledIf;

/** Exact products equal the reference as exactly as any backend's. */
class MatrixGoldenTest {
  @Nested
  @EnabledIf(value = "io.github.xclip4j.internal.backend.matrix.TestUnits#isEmulated",
      disabledReason = "the emulated units are built with make and gcc")
  class OnEmulatedAmx extends GoldenContract {
    @Override
    protected Backend open() {
      return TestUnits.emulated(Unit.AMX, Precision.EXACT, 2);
    }
  }

  @Nested
  @EnabledIf(value = "io.github.xclip4j.internal.backend.matrix.TestUnits#isExact",
      disabledReason = "this processor has no AMX")
  class OnThisProcessor extends GoldenContract {
    @Override
    protected Backend open() {
      return TestUnits.real(Precision.EXACT, 2);
    }
  }
}
