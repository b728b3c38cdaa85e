package io.github.xclip4j.internal.backend.matrix;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.OpsContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledIf;

/** The contract on every unit and precision, emulated and, where this processor has it, real. */
class MatrixContractTest {
  private static final double BF16_ROUNDOFF = 0x1p-8; // of an operand, and once more of a weight

  @Nested
  @EnabledIf(value = "io.github.xclip4j.internal.backend.matrix.TestUnits#isEmulated",
      disabledReason = "the emulated units are built with make and gcc")
  class ExactOnEmulatedAmx extends OpsContract {
    @Override
    protected Backend open() {
      return TestUnits.emulated(Unit.AMX, Precision.EXACT, 2);
    }
  }

  @Nested
  @EnabledIf(value = "io.github.xclip4j.internal.backend.matrix.TestUnits#isEmulated",
      disabledReason = "the emulated units are built with make and gcc")
  class FastOnEmulatedAmx extends OpsContract {
    @Override
    protected Backend open() {
      return TestUnits.emulated(Unit.AMX, Precision.FAST, 2);
    }

    @Override
    protected double unitRoundoff() {
      return BF16_ROUNDOFF;
    }
  }

  @Nested
  @EnabledIf(value = "io.github.xclip4j.internal.backend.matrix.TestUnits#isEmulated",
      disabledReason = "the emulated units are built with make and gcc")
  class FastOnEmulatedAvx512 extends OpsContract {
    @Override
    protected Backend open() {
      return TestUnits.emulated(Unit.AVX512, Precision.FAST, 2);
    }

    @Override
    protected double unitRoundoff() {
      return BF16_ROUNDOFF;
    }
  }

  @Nested
  @EnabledIf(value = "io.github.xclip4j.internal.backend.matrix.TestUnits#isExact",
      disabledReason = "this processor has no AMX")
  class ExactOnThisProcessor extends OpsContract {
    @Override
    protected Backend open() {
      return TestUnits.real(Precision.EXACT, 2);
    }
  }

  @Nested
  @EnabledIf(value = "io.github.xclip4j.internal.backend.matrix.TestUnits#isFast",
      disabledReason = "this processor has no matrix unit")
  class FastOnThisProcessor extends OpsContract {
    @Override
    protected Backend open() {
      return TestUnits.real(Precision.FAST, 2);
    }

    @Override
    protected double unitRoundoff() {
      return BF16_ROUNDOFF;
    }
  }
}
