package io.github.xclip4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelNotesTest {
  private static List<IntBuffer> tokens(int... ids) {
    return Arrays.stream(ids).mapToObj(id -> IntBuffer.wrap(new int[] {1, id, 2})).toList();
  }

  @Test
  void severalLabels_needNoNote() {
    assertThat(LabelNotes.of(List.of("cat", "dog"), tokens(5, 6))).isEmpty();
  }

  @Test
  void oneLabel_isAlwaysCertain() {
    assertThat(LabelNotes.of(List.of("a submarine"), tokens(5))).singleElement().asString()
        .contains("\"a submarine\"", "100 %", "relative to the labels given");
  }

  @Test
  void equalLabels_shareTheirProbability() {
    assertThat(LabelNotes.of(List.of("a", "b", "a"), tokens(5, 6, 5))).singleElement().asString()
        .contains("\"a\" twice", "share");
    assertThat(LabelNotes.of(List.of("a", "a", "a"), tokens(5, 5, 5))).singleElement().asString()
        .contains("\"a\" 3 times");
  }

  @Test
  void labelsThatBecomeTheSameTokens_areNamedBoth() {
    assertThat(LabelNotes.of(List.of("Cat", "dog", "cat"), tokens(5, 6, 5))).singleElement().asString()
        .contains("\"Cat\" and \"cat\"");
  }

  @Test
  void manyEqualLabels_areCounted() {
    assertThat(LabelNotes.of(List.of("a", "a", "b", "b", "c", "c", "d", "d", "e", "e"),
        tokens(1, 1, 2, 2, 3, 3, 4, 4, 5, 5))).singleElement().asString()
        .contains("\"c\" twice and 2 more").doesNotContain("\"d\"");
  }
}
