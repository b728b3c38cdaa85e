package io.github.xclip4j.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TensorViewTest {
  private static final Tensor.Memory VALUES = new Tensor.Memory() {};
  private static final Tensor.Memory GRADIENTS = new Tensor.Memory() {};

  private final Tensor from = Tensor.dense(VALUES, 100, 3, 4, 10);
  private final Tensor to = Tensor.dense(GRADIENTS, 7, 3, 4, 10);

  @Test
  void within_viewOfViews_isTheSameViewsOfTheOther() {
    Tensor view = from.slice(1, 2).columns(3, 5).groupRange(1, 2);
    Tensor expected = to.slice(1, 2).columns(3, 5).groupRange(1, 2);
    assertThat(view.within(from, to).sameView(expected)).isTrue();
  }

  @Test
  void within_repeatedView_isRepeated() {
    Tensor one = Tensor.dense(VALUES, 100, 1, 4, 10);
    Tensor other = Tensor.dense(GRADIENTS, 0, 1, 4, 10);
    assertThat(one.repeat(5).within(one, other).isRepeated()).isTrue();
  }

  @Test
  void within_otherShape_isRefusedWithBoth() {
    assertThatThrownBy(() -> from.within(from, Tensor.dense(GRADIENTS, 0, 3, 10, 4)))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContainingAll("(3, 4, 10)", "(3, 10, 4)");
  }

  @Test
  void within_noViewOfIt_isRefused() {
    Tensor elsewhere = Tensor.dense(VALUES, 400, 1, 1, 10);
    assertThatThrownBy(() -> elsewhere.within(from, to)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no view");
  }
}
