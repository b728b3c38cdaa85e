package io.github.xclip4j.internal.backend.matrix;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.OpsContract;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract on every unit and precision, emulated and, where this processor has it, real. */
@ParameterizedClass(allowZeroInvocations = true)
@MethodSource("io.github.xclip4j.internal.backend.matrix.TestUnits#all")
class MatrixContractTest extends OpsContract {
  @Parameter
  private TestUnits units = TestUnits.FAST_ON_THIS_PROCESSOR;

  @Override
  protected Backend open() {
    return units.open();
  }

  @Override
  protected double unitRoundoff() {
    return units.unitRoundoff();
  }
}
