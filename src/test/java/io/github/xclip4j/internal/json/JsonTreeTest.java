package io.github.xclip4j.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads and refuses the same texts as Jackson's mapper, with the same trees. */
class JsonTreeTest {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  @ParameterizedTest
  @ValueSource(strings = {
      "", " \n", "{}", "[]", "null", "true", "false", "\"\"", "\"a\\u0000\\n\\\"é\uD83D\uDE00\"", "0", "-0", "-0.0",
      "1e5",
      "2147483647", "2147483648", "-9223372036854775808", "9223372036854775808", "1.7976931348623157e308", "1e999",
      "0.1", "4.9e-324", "[1, [2, {\"a\": [null, true, false, \"x\", 1.5]}], {}]",
      "{\"b\": 1, \"a\": {\"b\": 2}, \"\": [], \"c\": null}"})
  void read_isWhatAMapperReads(String json) {
    assertThat(JsonTree.read(json)).isEqualTo(MAPPER.readTree(json));
    assertThat(JsonTree.read(json.getBytes(StandardCharsets.UTF_8))).isEqualTo(MAPPER.readTree(json));
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "{", "[", "]", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,}", "{,}", "[1,]", "[,1]", "[1 2]", "{\"a\":1,\"a\":2}",
      "{\"a\" 1}", "{a:1}", "'a'", "NaN", "[Infinity]", "tru", "01", "+1", "1.", "{} {}", "1 2", "{}]", "\"a",
      "\"\n\""})
  void read_refusesWhatAMapperRefuses(String json) {
    assertThatThrownBy(() -> MAPPER.readTree(json)).isInstanceOf(JacksonException.class);
    assertThatThrownBy(() -> JsonTree.read(json)).isInstanceOf(JacksonException.class);
    assertThatThrownBy(() -> JsonTree.read(json.getBytes(StandardCharsets.UTF_8))).isInstanceOf(JacksonException.class);
  }

  @Test
  void read_refusesValuesTooDeep() {
    assertThatThrownBy(() -> JsonTree.read("[".repeat(100_000))).isInstanceOf(JacksonException.class);
  }
}
