package io.github.xclip4j.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Scratch, checks and the description of every backend. */
interface ContextContract extends Contract {
  @Test
  default void scope_givesBackWhatWasAllocatedInIt() {
    Context context = pair().context();
    for (int i = 0; i < 100; i++) {
      try (Context.Scope _ = context.scope()) {
        context.tensor(1, 1000, 1000);
      }
    }
    assertThatThrownBy(() -> {
      try (Context.Scope _ = context.scope()) {
        for (int i = 0; i < 10; i++) {
          context.tensor(1, 1000, 1000);
        }
      }
    }).isInstanceOf(IllegalStateException.class).hasMessageContaining("scratch");
  }

  @Test
  default void shapes_areRefusedWithBothNamed() {
    Context context = pair().context();
    try (Context.Scope _ = context.scope()) {
      Tensor x = context.tensor(2, 3, 4);
      assertThatThrownBy(() -> context.ops().add(x, context.tensor(2, 3, 5)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("(2, 3, 4)").hasMessageContaining("(2, 3, 5)");
      assertThatThrownBy(() -> context.ops().add(x.slice(0, 2), x.slice(1, 2))).hasMessageContaining("overlaps");
      assertThatThrownBy(() -> context.ops().add(x, pair().referenceContext().tensor(2, 3, 4)))
          .hasMessageContaining("another backend");
      assertThatThrownBy(() -> context.ops().copy(context.tensor(1, 3, 4).repeat(2), x))
          .hasMessageContaining("repeated");
    }
  }

  @Test
  default void keptTensors_outliveTheScratchTheyWereCopiedFrom() {
    Context context = pair().context();
    Constant kept;
    try (Context.Scope _ = context.scope()) {
      Tensor x = context.tensor(2, 3, 8);
      float[] values = new float[48];
      for (int i = 0; i < values.length; i++) {
        values[i] = i;
      }
      context.write(x, values);
      kept = context.keep(x.slice(1, 2).columns(2, 4));
      context.write(x, new float[48]);
    }

    assertThat(kept.tensor()).hasToString("(2, 2, 4)");
    assertThat(context.read(kept.tensor())).containsExactly(10, 11, 12, 13, 18, 19, 20, 21, 34, 35, 36, 37, 42, 43, 44,
        45);
    pair().backend().release(kept);
  }

  @Test
  default void description_saysWhatItIs() {
    assertThat(pair().backend().description()).isNotBlank();
  }
}
