package io.github.xclip4j.internal.backend.simd;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.internal.backend.scalar.Activations;
import java.util.Random;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("kernels")
class VectorMathTest {
  private static final int COUNT = 1 << 18;

  @Test
  void exp_isWithinAnUlpAndABit() {
    Random random = new Random(1);
    float[] x = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      x[i] = i % 2 == 0 ? random.nextFloat(-87.3f, 88.3f) : random.nextFloat(-1, 1);
    }
    float[] y = exp(x);
    for (int i = 0; i < COUNT; i++) {
      double expected = Math.exp(x[i]);
      assertThat(Math.abs(y[i] - expected) / Math.ulp((float) expected)).as("exp(%s)", x[i]).isLessThan(1.1);
    }
  }

  @Test
  void exp_ofVeryNegativeIsZeroAndOfNanIsNan() {
    float[] x = {0, -0f, Float.NEGATIVE_INFINITY, -Float.MAX_VALUE, -88, Float.NaN};
    assertThat(java.util.Arrays.copyOf(exp(java.util.Arrays.copyOf(x, Species.LANES * 2)), x.length))
        .containsExactly(1, 1, 0, 0, 0, Float.NaN);
  }

  @Test
  void exp_ofOneValue_hasTheBitsOfALane() {
    Random random = new Random(3);
    float[] x = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      x[i] = i % 2 == 0 ? random.nextFloat(-90, 88.3f) : random.nextFloat(-1, 1);
    }
    x[3] = Float.NEGATIVE_INFINITY;
    x[5] = -Float.MAX_VALUE;
    float[] one = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      one[i] = VectorMath.exp(x[i]);
    }
    assertThat(one).isEqualTo(exp(x));
  }

  private static float[] exp(float[] x) {
    float[] y = new float[x.length];
    for (int i = 0; i < x.length; i += Species.LANES) {
      VectorMath.exp(FloatVector.fromArray(Species.FLOATS, x, i)).intoArray(y, i);
    }
    return y;
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void activation_equalsTheDefinition(Activation activation) {
    Random random = new Random(2);
    float[] x = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      x[i] = (float) (random.nextGaussian() * Math.exp(random.nextDouble(-12, 5)));
    }
    x[7] = Float.NaN;
    float[] y = x.clone();
    VectorMath.activate(activation, y, 0, COUNT);
    for (int i = 0; i < COUNT; i++) {
      double expected = Activations.apply(activation, x[i]);
      // The sigmoid and Φ carry an absolute error of some 2⁻²³ on their way to a result of at most |x|; 5 for the sum
      // of the roundings of exp, its argument, the sum, the quotient and the product.
      double tolerance = 5 * 0x1p-24 * Math.max(Math.abs(expected), Math.min(Math.abs(x[i]), 1)) + Float.MIN_NORMAL;
      if (Double.isNaN(expected)) {
        assertThat(y[i]).isNaN();
      } else {
        assertThat(Math.abs(y[i] - expected)).as("%s(%s) = %s, not %s", activation, x[i], expected, y[i])
            .isLessThanOrEqualTo(tolerance);
      }
    }
  }
}
