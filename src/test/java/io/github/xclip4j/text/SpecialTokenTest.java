package io.github.xclip4j.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpecialTokenTest {
  private static final List<SpecialToken> TOKENS = List.of(token("<a>", 1), token("<a>b", 2), token("<c>", 3));

  @Test
  void longestOfThoseAtOnePlace_wins() {
    assertThat(cut("x<a>b<a>y")).containsExactly("x", "2", "1", "y");
  }

  @Test
  void leftmost_wins() {
    assertThat(cut("<c><a>z<c>")).containsExactly("3", "1", "z", "3");
  }

  @Test
  void textWithoutTokens_staysWhole() {
    assertThat(cut("<a <c")).containsExactly("<a <c");
    assertThat(cut("")).isEmpty();
  }

  @Test
  void manyTokens_takeLinearTime() {
    assertThat(cut("<a>".repeat(300_000))).hasSize(300_000);
  }

  private static SpecialToken token(String content, int id) {
    return SpecialToken.of(content, id, SpecialToken.Matching.AS_GIVEN);
  }

  private static List<String> cut(String text) {
    List<String> pieces = new ArrayList<>();
    SpecialToken.cut(text, TOKENS, pieces::add, token -> pieces.add(String.valueOf(token.id())));
    return pieces;
  }
}
