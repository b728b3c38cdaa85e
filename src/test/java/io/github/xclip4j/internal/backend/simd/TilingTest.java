package io.github.xclip4j.internal.backend.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("kernels")
class TilingTest {
  @ParameterizedTest
  @CsvSource({"1, 1, 1", "2, 15, 3", "3, 16, 2", "13, 7, 2", "204, 24, 1", "205, 24, 2", "400, 96, 4", "1584, 96, 2",
      "2064, 1, 8", "1, 0, 2", "0, 5, 2"})
  void tasks_coverEveryTileOnce(int rows, int columnPanels, int threads) {
    assertCoversEveryTileOnce(Tiling.of(rows, columnPanels, threads), rows, columnPanels);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 4", "2, 5", "2, 96", "1, 30"})
  void tasksOfFewRows_coverEveryTileOnce(int rows, int columnPanels) {
    assertCoversEveryTileOnce(Tiling.ofFewRows(rows, columnPanels, 2), rows, columnPanels);
  }

  private static void assertCoversEveryTileOnce(Tiling tiling, int rows, int columnPanels) {
    int rowPanels = Math.ceilDiv(rows, Species.TILE_ROWS);
    int[][] visits = new int[rowPanels][columnPanels];
    for (int task = 0; task < tiling.tasks(); task++) {
      for (int i = 0; i < tiling.rowPanels(task); i++) {
        for (int j = 0; j < tiling.columnPanels(task); j++) {
          visits[tiling.firstRowPanel(task) + i][tiling.firstColumnPanel(task) + j]++;
        }
      }
    }
    assertThat(Arrays.stream(visits).flatMapToInt(Arrays::stream)).hasSize(rowPanels * columnPanels)
        .allMatch(n -> n == 1);
  }

  @Test
  void blocks_areOfEvenSizeAndFitTheCache() {
    Tiling tiling = Tiling.of(1000, 3, 1);
    int panels = Math.ceilDiv(1000, Species.TILE_ROWS);
    for (int task = 0; task < tiling.tasks(); task++) {
      assertThat(tiling.rowPanels(task)).isBetween(panels / 5, Math.ceilDiv(panels, 5));
      assertThat(tiling.rowPanels(task) * Species.TILE_ROWS).isLessThanOrEqualTo(Tiling.BLOCK_ROWS);
    }
  }

  @Test
  void tasks_haveOneColumnPanel_whereTwoWouldLeaveThreadsIdle() {
    assertThat(Tiling.of(100, 32, 2).columnPanels(0)).isEqualTo(2);
    assertThat(Tiling.of(100, 30, 2).columnPanels(0)).isEqualTo(1);
  }

  @Test
  void nextColumnPanel_isThatOfTheTaskAsManyFurtherAsThereAreThreads() {
    Tiling tiling = Tiling.of(100, 40, 2);

    assertThat(tiling.nextColumnPanel(0)).isEqualTo(tiling.firstColumnPanel(2)).isEqualTo(4);
    assertThat(tiling.nextColumnPanel(18)).isZero();
  }
}
