package io.github.xclip4j.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Scratch, checks and the description of every backend. */
interface LaneContract extends Contract {
  @Test
  default void scope_givesBackWhatWasAllocatedInIt() {
    Lane lane = pair().lane();
    for (int i = 0; i < 100; i++) {
      try (Lane.Scope _ = lane.scope()) {
        lane.tensor(1, 1000, 1000);
      }
    }
    assertThatThrownBy(() -> {
      try (Lane.Scope _ = lane.scope()) {
        for (int i = 0; i < 10; i++) {
          lane.tensor(1, 1000, 1000);
        }
      }
    }).isInstanceOf(IllegalStateException.class).hasMessageContaining("scratch");
  }

  @Test
  default void shapes_areRefusedWithBothNamed() {
    Lane lane = pair().lane();
    try (Lane.Scope _ = lane.scope()) {
      Tensor x = lane.tensor(2, 3, 4);
      assertThatThrownBy(() -> lane.ops().add(x, lane.tensor(2, 3, 5)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("(2, 3, 4)").hasMessageContaining("(2, 3, 5)");
      assertThatThrownBy(() -> lane.ops().add(x.slice(0, 2), x.slice(1, 2))).hasMessageContaining("overlaps");
      assertThatThrownBy(() -> lane.ops().add(x, pair().referenceLane().tensor(2, 3, 4)))
          .hasMessageContaining("another backend");
      assertThatThrownBy(() -> lane.ops().copy(lane.tensor(1, 3, 4).repeat(2), x)).hasMessageContaining("repeated");
    }
  }

  @Test
  default void description_saysWhatItIs() {
    assertThat(pair().backend().description()).isNotBlank();
  }
}
