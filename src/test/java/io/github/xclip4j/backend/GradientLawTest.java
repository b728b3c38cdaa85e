package io.github.xclip4j.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.xclip4j.Backends;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * ⟨dOut, J·v⟩ = ⟨Jᵀ·dOut, v⟩ of every operation's definition: the left side from differences of the operation's results along
 * v, the right side from its adjoint. Other backends' adjoints are compared with these.
 */
/*
 * Values lie on a grid that x ± 4hv stays on, so that nothing is rounded but results. From steps of h, 2h and 4h follow two
 * extrapolated slopes whose error is of the fourth order; their difference is 15 times the error of the better one. The
 * rounding of results is that of floats, divided by 2h.
 */
class GradientLawTest {
  private static final double STEP = 0x1p-6;
  private static final double GRID = 0x1p-11;
  private static final double ROUNDOFF = 0x1p-24;

  private static Backend scalar;
  private static Context context;

  @BeforeAll
  static void open() {
    scalar = Backends.open("scalar");
    context = scalar.context(1 << 20);
  }

  @AfterAll
  static void close() {
    context.close();
    scalar.close();
  }

  private record Slope(double value, double roundingError) {}

  @ParameterizedTest
  @MethodSource("io.github.xclip4j.backend.OpCases#differentiable")
  void adjoint_isTheTransposedDerivative(OpCase operation) {
    OpCase onGrid = operation;
    for (String input : operation.differentiable()) {
      onGrid = onGrid.with(input, onGrid.stack(input).rounded(GRID));
    }
    Stack out = operation.result("out");
    Stack dOut = Stack.random(60, out.groups, out.rows, out.cols);
    Map<String, float[]> gradients = run(onGrid.adjoint("out", dOut));
    for (String input : operation.differentiable()) {
      Stack x = onGrid.stack(input);
      Stack v = Stack.random(61, x.groups, x.rows, x.cols).rounded(0x1p-3);
      float[] gradient = gradients.get(OpCase.gradient(input));
      Slope one = slope(onGrid, input, v, dOut, STEP);
      Slope two = slope(onGrid, input, v, dOut, 2 * STEP);
      Slope four = slope(onGrid, input, v, dOut, 4 * STEP);
      double slope = (4 * one.value - two.value) / 3;
      double coarse = (4 * two.value - four.value) / 3;
      double magnitude = dot(gradient, v.values, true);

      double tolerance = Math.abs(slope - coarse) + 2 * one.roundingError + ROUNDOFF * magnitude;
      assertThat(tolerance).as("so much that %s says something of %s", operation, input)
          .isLessThan(0.02 * magnitude + 1e-9);
      assertThat(dot(gradient, v.values, false)).as("%s, along %s", operation, input)
          .isCloseTo(slope, within(tolerance));
    }
  }

  /** ⟨dOut, (f(x + hv) − f(x − hv))/2h⟩. */
  private static Slope slope(OpCase operation, String input, Stack v, Stack dOut, double h) {
    float[] above = run(operation.with(input, moved(operation.stack(input), v, h))).get("out");
    float[] below = run(operation.with(input, moved(operation.stack(input), v, -h))).get("out");
    double sum = 0;
    double error = 0;
    for (int i = 0; i < above.length; i++) {
      sum += dOut.values[i] * ((double) above[i] - below[i]);
      error += ROUNDOFF * Math.abs(dOut.values[i]) * ((double) Math.abs(above[i]) + Math.abs(below[i]));
    }
    return new Slope(sum / (2 * h), error / (2 * h));
  }

  private static Stack moved(Stack x, Stack v, double h) {
    float[] values = new float[x.values.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (x.values[i] + h * v.values[i]);
    }
    return new Stack(x.groups, x.rows, x.cols, values);
  }

  private static Map<String, float[]> run(OpCase operation) {
    try (Case on = Case.dense(context); Context.Scope _ = context.scope(); OpCase.Run run = operation.place(on)) {
      run.run();
      return run.read();
    }
  }

  private static double dot(float[] x, float[] y, boolean magnitudes) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      double product = (double) x[i] * y[i];
      sum += magnitudes ? Math.abs(product) : product;
    }
    return sum;
  }
}
