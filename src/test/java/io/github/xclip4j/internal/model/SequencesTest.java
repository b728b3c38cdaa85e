package io.github.xclip4j.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SequencesTest {
  private static int[] sequence(int... ids) {
    return ids;
  }

  @Test
  void raggedSequences_arePackedByLengthAndTruncatedAfterTheirEnd() {
    Sequences packed = Sequences.ragged(List.of(sequence(1, 5, 2, 9), sequence(1, 9, 9, 9, 9), sequence(1, 3, 9)));

    assertThat(packed.count()).isEqualTo(3);
    assertThat(packed.ids()).containsExactly(1, 9, 1, 3, 9, 1, 5, 2, 9);
    assertThat(packed.positions()).containsExactly(0, 1, 0, 1, 2, 0, 1, 2, 3);
    assertThat(packed.ends()).containsExactly(8, 1, 4);
    assertThat(packed.longestGiven()).isEqualTo(5);
  }

  @Test
  void pieces_holdAsManySequencesAsFit() {
    List<int[]> sequences = List.of(sequence(1, 9), sequence(1, 2, 9), sequence(1, 2, 3, 4, 5, 9), sequence(1, 9));

    assertThat(Sequences.pieces(sequences, 5)).extracting(Sequences::count).containsExactly(2, 1, 1);
    assertThat(Sequences.pieces(sequences, 100)).extracting(Sequences::count).containsExactly(4);
    assertThat(Sequences.pieces(List.of(), 100)).isEmpty();
  }

  @Test
  void rectangularSequences_keepTheirPadding() {
    Sequences packed = Sequences.rectangular(new int[][] {{1, 9, 9}, {1, 2, 9}});

    assertThat(packed.length()).isEqualTo(3);
    assertThat(packed.ends()).containsExactly(1, 5);
  }

  @Test
  void emptySequence_isRefused() {
    assertThatThrownBy(() -> Sequences.ragged(List.of(new int[0]))).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("empty");
  }

  @Test
  void lengthOfRaggedSequences_isRefused() {
    Sequences packed = Sequences.ragged(List.of(sequence(1, 9), sequence(1, 2, 9)));

    assertThatThrownBy(packed::length).isInstanceOf(IllegalStateException.class);
  }
}
