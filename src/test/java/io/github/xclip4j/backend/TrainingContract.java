package io.github.xclip4j.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.xclip4j.backend.Adjoints.Transposed;
import io.github.xclip4j.internal.backend.ScratchPlan;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every backend does for training beside computing, and refuses with the reason. */
interface TrainingContract extends Contract {
  private Adjoints adjoints() {
    pair().backend().adjointsUnavailable().ifPresent(reason -> assumeTrue(false, reason));
    return pair().context().adjoints();
  }

  private Tensor constant(Backend backend, int rows, int cols, float... values) {
    return backend.constant(rows, cols, values).tensor();
  }

  @Test
  default void adjoints_areThereOrRefusedWithTheReason() {
    pair().backend().adjointsUnavailable().ifPresentOrElse(reason -> {
      assertThatThrownBy(() -> pair().context().adjoints()).isInstanceOf(UnsupportedOperationException.class)
          .hasMessage(reason);
      assertThatThrownBy(() -> ScratchPlan.elements(pair().backend(), Context::adjoints)).hasMessage(reason);
    }, () -> assertThat(pair().context().adjoints()).isSameAs(pair().context().adjoints()));
  }

  @Test
  default void shapesAndViewsOfGradients_areRefusedWithBothNamed() {
    Adjoints adjoints = adjoints();
    Context context = pair().context();
    try (Context.Scope _ = context.scope()) {
      refuseShapes(adjoints, context);
    }
    ScratchPlan.elements(pair().backend(), planned -> refuseShapes(planned.adjoints(), planned));
  }

  private static void refuseShapes(Adjoints adjoints, Context context) {
    Tensor x = context.tensor(2, 3, 4);
    Tensor y = context.tensor(2, 3, 4);
    Tensor one = context.tensor(1, 4, 5);

    assertThatThrownBy(() -> adjoints.productAdd(context.tensor(2, 3, 5), x, one, Transposed.NEITHER))
        .hasMessage("productAdd: b is (1, 4, 5), expected (2, 4, 5)");
    assertThatThrownBy(() -> adjoints.productAdd(context.tensor(2, 3, 6), x, one.repeat(2), Transposed.NEITHER))
        .hasMessage("productAdd: out is (2, 3, 6), expected (2, 3, 5)");
    assertThatThrownBy(() -> adjoints.productAdd(one.repeat(2), x, y, Transposed.LEFT)).hasMessageContaining("out is");
    assertThatThrownBy(() -> adjoints.sumAdd(context.tensor(2, 3, 4), x)).hasMessageContaining("expected (1, 3, 4)");
    assertThatThrownBy(() -> adjoints.clear(one.repeat(2))).hasMessageContaining("repeated");
    assertThatThrownBy(() -> adjoints.activateAdjoint(x, x, y, Activation.RELU)).hasMessageContaining("overlaps");
    assertThatThrownBy(() -> adjoints.softmaxAdjoint(x.slice(0, 2), y.slice(0, 2), x.slice(1, 2)))
        .hasMessageContaining("overlaps");
    assertThatThrownBy(() -> adjoints.meanGroupsAdjoint(x, context.tensor(3, 3, 4)))
        .hasMessageContaining("2 groups cannot have been averaged into 3");
    assertThatThrownBy(() -> adjoints.lookupAdjoint(one, context.tensor(1, 1, 5), new int[] {4}))
        .hasMessage("lookupAdjoint: row 4 (at 0) of a table of 4");
    assertThatThrownBy(() -> adjoints.adamw(one, context.tensor(1, 4, 5), context.tensor(1, 8, 5), one))
        .hasMessage("adamw: moments is (1, 8, 5), expected (2, 4, 5)");
    adjoints.activateAdjoint(y, x, y, Activation.RELU);
  }

  @Test
  default void layerOfParts_isZeroUntilPacked_andFollowsItsTensors() {
    Adjoints adjoints = adjoints();
    Context context = pair().context();
    Backend backend = pair().backend();
    Constant weight = backend.constant(2, 1, new float[] {2, 3});
    Linear layer = backend.linear(List.of(Linear.Part.of(weight.tensor())));
    try (Context.Scope _ = context.scope()) {
      Tensor x = context.tensor(1, 1, 1);
      context.write(x, new float[] {8});
      Tensor out = context.tensor(1, 1, 2);

      context.ops().linear(out, x, layer, Activation.NONE);
      assertThat(context.read(out)).containsExactly(0, 0);

      adjoints.pack(layer);
      context.write(weight.tensor(), new float[] {5, 7});
      context.ops().linear(out, x, layer, Activation.NONE);
      assertThat(context.read(out)).containsExactly(16, 24);

      adjoints.pack(layer);
      context.ops().linear(out, x, layer, Activation.NONE);
      assertThat(context.read(out)).containsExactly(40, 56);
    }
    backend.release(layer);
    backend.release(weight);
  }

  @Test
  default void partsThatMakeNoLayer_areRefused() {
    Adjoints adjoints = adjoints();
    Backend backend = pair().backend();
    Constant weight = backend.constant(2, 3, new float[6]);
    Linear.Part part = Linear.Part.of(weight.tensor());

    assertThatThrownBy(() -> backend.linear(List.of())).hasMessageContaining("at least one part");
    assertThatThrownBy(() -> backend.linear(List.of(part, Linear.Part.transposed(weight.tensor()))))
        .hasMessageContaining("3 inputs, as the first has");
    assertThatThrownBy(() -> backend.linear(List.of(part, part.withBias(constant(backend, 1, 2, 0, 0)))))
        .hasMessageContaining("all have a bias or none");
    assertThatThrownBy(() -> backend.linear(List.of(part.withBias(constant(backend, 1, 3, 0, 0, 0)))))
        .hasMessageContaining("the bias of a weight (1, 2, 3)");
    assertThatThrownBy(() -> backend.linear(List.of(Linear.Part.of(constant(pair().reference(), 1, 1, 0)))))
        .hasMessageContaining("no constant of this backend");
    assertThatThrownBy(() -> backend.linear(List.of(Linear.Part.of(pair().context().tensor(1, 1, 1)))))
        .hasMessageContaining("no constant of this backend");
    assertThatThrownBy(() -> adjoints.pack(backend.linear(1, 1, Matrix.of(1, 1, new float[1]), new float[0])))
        .hasMessageContaining("was made of values");

    Linear layer = backend.linear(List.of(part));
    backend.release(weight);
    assertThatThrownBy(() -> adjoints.pack(layer)).isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("was released");
    assertThatThrownBy(() -> backend.linear(List.of(part))).isInstanceOf(IllegalStateException.class);
  }
}
