package io.github.xclip4j.internal.backend.scalar;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.Backends;
import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.backend.OpsContract;
import io.github.xclip4j.backend.Tensor;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The contract, and results worked out by hand, since the contract compares with this backend itself. */
class ScalarBackendTest extends OpsContract {
  private static final Offset<Float> ROUNDING = Offset.offset(1e-6f);

  @Override
  protected Backend open() {
    return Backends.open("scalar");
  }

  @Test
  void linear_isXTimesWTransposedPlusB() {
    try (Backend backend = open(); Context context = backend.context(1024)) {
      Linear layer = backend.linear(2, 3, Matrix.of(2, 3, new float[] {1, 2, 3, 4, 5, 6}), new float[] {10, 20});
      Tensor x = context.tensor(1, 1, 3);
      Tensor y = context.tensor(1, 1, 2);
      context.write(x, new float[] {1, 0, -1});
      context.ops().linear(y, x, layer, Activation.NONE);
      assertThat(context.read(y)).containsExactly(8, 18);
      context.ops().linearAdd(y, x, layer);
      assertThat(context.read(y)).containsExactly(16, 36);
      context.write(x, new float[] {-100, 0, 0});
      context.ops().linear(y, x, layer, Activation.RELU);
      assertThat(context.read(y)).containsExactly(0, 0);
    }
  }

  @Test
  void activations_haveTheirPublishedValues() {
    // PyTorch 2's values at 1 and −2, to seven digits.
    assertThat(Activations.apply(Activation.QUICK_GELU, 1)).isEqualTo(0.8457958, Offset.offset(1e-6));
    assertThat(Activations.apply(Activation.GELU, 1)).isEqualTo(0.8413447, Offset.offset(1e-7));
    assertThat(Activations.apply(Activation.GELU, -2)).isEqualTo(-0.0455003, Offset.offset(1e-7));
    assertThat(Activations.apply(Activation.GELU_NEW, 1)).isEqualTo(0.8411920, Offset.offset(1e-7));
    assertThat(Activations.apply(Activation.SELU, 1)).isEqualTo(1.0507010, Offset.offset(1e-7));
    assertThat(Activations.apply(Activation.SELU, -2)).isEqualTo(-1.5201664, Offset.offset(1e-7));
  }

  @Test
  void erfc_isExactNearItsSwitchAndInItsTails() {
    assertThat(Activations.erfc(0)).isEqualTo(1);
    assertThat(Activations.erfc(1.9999999)).isEqualTo(4.677737038e-3, Offset.offset(1e-11));
    assertThat(Activations.erfc(2.0000001)).isEqualTo(4.677732915e-3, Offset.offset(1e-11));
    assertThat(Activations.erfc(5)).isEqualTo(1.5374597944280349e-12, Offset.offset(1e-24));
    assertThat(Activations.erfc(-30)).isEqualTo(2);
  }

  @Test
  void attention_withOneHeadIsAWeightedMean() {
    try (Backend backend = open(); Context context = backend.context(1024)) {
      Tensor q = context.tensor(1, 2, 1);
      Tensor v = context.tensor(1, 2, 1);
      Tensor out = context.tensor(1, 2, 1);
      context.write(q, new float[] {0, (float) Math.log(3)});
      context.write(v, new float[] {1, 5});
      Tensor k = context.tensor(1, 2, 1);
      context.write(k, new float[] {1, 0});
      context.ops().attention(out, q, k, v, 1, Mask.NONE);
      assertThat(context.read(out)[0]).isEqualTo(3f, ROUNDING);
      assertThat(context.read(out)[1]).isEqualTo(2f, ROUNDING); // weights 3/4 and 1/4
      context.ops().attention(out, q, k, v, 1, Mask.CAUSAL);
      assertThat(context.read(out)[0]).isEqualTo(1f, ROUNDING);
    }
  }

  @Test
  void layerNorm_usesTheBiasedVariance() {
    try (Backend backend = open(); Context context = backend.context(1024)) {
      Tensor x = context.tensor(1, 1, 2);
      context.write(x, new float[] {1, 3});
      context.ops().layerNorm(x, x, backend.constant(1, 2, new float[] {2, 2}).tensor(),
          backend.constant(1, 2, new float[] {0, 1}).tensor(), 0);
      assertThat(context.read(x)).containsExactly(-2, 3);
    }
  }

  @Test
  void patches_goRowByRow() {
    try (Backend backend = open(); Context context = backend.context(1024)) {
      Tensor pixels = context.tensor(1, 4, 4); // two channels of 2×4
      context.write(pixels, new float[] {0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13, 14, 15, 16, 17});
      Tensor out = context.tensor(1, 2, 8);
      context.ops().patches(out, pixels, 2, 2);
      assertThat(context.read(out)).containsExactly(0, 1, 4, 5, 10, 11, 14, 15, 2, 3, 6, 7, 12, 13, 16, 17);
    }
  }
}
