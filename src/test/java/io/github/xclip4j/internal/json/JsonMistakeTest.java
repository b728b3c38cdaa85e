package io.github.xclip4j.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.json.JsonMapper;

class JsonMistakeTest {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static String described(String json) {
    String text = JsonMistake.describe(
        catchThrowableOfType(JacksonException.class, () -> JSON.readTree(json)));
    String bytes = JsonMistake.describe(
        catchThrowableOfType(JacksonException.class, () -> JSON.readTree(json.getBytes(StandardCharsets.UTF_8))));
    assertThat(bytes).isEqualTo(text);
    return text;
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      {"a": [1      | Unexpected end-of-input: expected close marker for Array at line 1, column 9
      {"a": {"b": 1 | Unexpected end-of-input: expected close marker for Object at line 1, column 14
      {"a": 1]      | Unexpected close marker ']': expected '}' at line 1, column 8
      [1}           | Unexpected close marker '}': expected ']' at line 1, column 3
      {"a":1,"a":2} | Duplicate Object property "a" at line 1, column 11
      {"a" 1}       | was expecting a colon to separate property name and value at line 1, column 6
      """)
  void mistakes_areDescribedWithTheirPlaceAndNoMore(String json, String end) {
    assertThat(described(json)).endsWith(end).doesNotContain("Source", "REDACTED", "StreamReadFeature");
  }

  @Test
  void linesAreCounted() {
    assertThat(described("{\n  \"a\": {")).endsWith("for Object at line 2, column 9");
  }

  @Test
  void longOrOddNames_stayOneShortLineWithThePlace() {
    String name = "x\\n".repeat(1000);
    assertThat(described("{\"" + name + "\": 1, \"" + name + "\": 2}"))
        .startsWith("Duplicate Object property \"x?x?").contains("… at line 1, column")
        .hasLineCount(1).hasSizeLessThan(350);
  }
}
