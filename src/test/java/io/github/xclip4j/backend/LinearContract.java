package io.github.xclip4j.backend;

import io.github.xclip4j.backend.Case.Layout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Linear layers of every backend. */
interface LinearContract extends Contract {
  @ParameterizedTest
  @CsvSource({
      "1,1,1,1", "1,1,7,3", "2,3,5,4", "1,4,16,16", "1,5,17,15", "3,6,31,33", "1,7,64,48", "1,8,63,65", "1,13,40,90",
      "2,17,96,192", "1,50,128,64", "1,33,129,131", "1,2,300,17", "4,1,96,96", "1,12,1100,50", "1,97,36,144",
      "1,1,1100,300", "1,2,1030,171"
  })
  default void linear_equalsTheDefinition(int groups, int rows, int inputs, int outputs) {
    for (Activation activation : Activation.values()) {
      for (Layout layout : Layout.values()) {
        checkLinear(groups, rows, inputs, outputs, activation, layout, false, true);
      }
    }
    checkLinear(groups, rows, inputs, outputs, Activation.NONE, Layout.DENSE, false, false);
  }

  @ParameterizedTest
  @CsvSource({
      "1,1,1,1", "2,3,5,4", "1,6,31,33", "1,8,64,65", "2,17,96,97", "4,1,96,96", "1,40,1030,31", "1,1,64,300",
      "1,2,64,171"
  })
  default void linearAdd_addsToWhatIsThere(int groups, int rows, int inputs, int outputs) {
    for (Layout layout : Layout.values()) {
      checkLinear(groups, rows, inputs, outputs, Activation.NONE, layout, true, true);
    }
  }

  private void checkLinear(int groups, int rows, int inputs, int outputs, Activation activation, Layout layout,
      boolean residual, boolean withBias) {
    Stack x = Stack.random(1, groups, rows, inputs);
    Stack before = Stack.random(2, groups, rows, outputs);
    float[] weight = Stack.random(3, 1, outputs, inputs).values;
    float[] bias = withBias ? Stack.random(4, 1, 1, outputs).values : new float[0];
    Linear ours = pair().backend().linear(outputs, inputs, Matrix.of(outputs, inputs, weight), bias);
    Linear theirs = pair().reference().linear(outputs, inputs, Matrix.of(outputs, inputs, weight), bias);
    double scale = 1 + 3.0 * inputs; // |x|, |w|, |b| <= 3 · 1: a bound on the sum of absolute products over its root
    double tolerance = pair().unitRoundoff() * (8 + 2 * Math.sqrt(inputs)) * Math.sqrt(scale) * 9;
    if (residual) {
      pair().compare(layout, tolerance, before, (on, l) -> {
        Tensor out = l.put(before);
        on.linearAdd(out, l.put(x), l.pick(ours, theirs));
        l.result(out);
      });
    } else {
      pair().compare(layout, tolerance, before, (on, l) -> {
        Tensor out = l.empty(groups, rows, outputs);
        on.linear(out, l.put(x), l.pick(ours, theirs), activation);
        l.result(out);
      });
    }
    pair().backend().release(ours);
  }
}
