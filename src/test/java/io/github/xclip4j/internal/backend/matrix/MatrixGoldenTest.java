package io.github.xclip4j.internal.backend.matrix;

import io.github.xclip4j.GoldenContract;
import io.github.xclip4j.backend.Backend;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Exact products equal the reference as exactly as any backend's. */
@ParameterizedClass
@MethodSource("io.github.xclip4j.internal.backend.matrix.TestUnits#exact")
class MatrixGoldenTest extends GoldenContract {
  @Parameter
  private TestUnits units = TestUnits.EXACT_ON_THIS_PROCESSOR;

  @Override
  protected Backend open() {
    return units.open();
  }
}
