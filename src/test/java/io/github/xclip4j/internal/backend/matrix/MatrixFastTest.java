package io.github.xclip4j.internal.backend.matrix;

import io.github.xclip4j.FastContract;
import io.github.xclip4j.backend.Backend;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** bf16 operands keep embeddings and best labels. */
@ParameterizedClass(allowZeroInvocations = true)
@MethodSource("io.github.xclip4j.internal.backend.matrix.TestUnits#fast")
class MatrixFastTest extends FastContract {
  @Parameter
  private TestUnits units = TestUnits.FAST_ON_THIS_PROCESSOR;

  @Override
  protected Backend open() {
    return units.open();
  }
}
