package io.github.xclip4j.backend;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operation of every backend equals its definition, in all the sizes of {@link OpCases}, dense and strided, in place
 * where that is allowed.
 */
interface OperationsContract extends Contract {
  @ParameterizedTest
  @MethodSource("io.github.xclip4j.backend.OpCases#operations")
  default void operation_equalsTheDefinition(OpCase operation) {
    pair().compare(operation);
  }

  @ParameterizedTest
  @MethodSource("io.github.xclip4j.backend.OpCases#adjoints")
  default void adjoint_equalsTheDefinition(OpCase adjoint) {
    pair().backend().adjointsUnavailable().ifPresent(reason -> assumeTrue(false, reason));
    pair().compare(adjoint);
  }
}
