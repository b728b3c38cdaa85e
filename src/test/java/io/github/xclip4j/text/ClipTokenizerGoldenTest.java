package io.github.xclip4j.text;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.github.xclip4j.SharedData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Ids equal to those of the Rust tokenizers library, text by text. */
class ClipTokenizerGoldenTest {
  @Test
  void vocabularyAndMerges_equalReference() throws IOException {
    assertGolden(ClipFiles.load());
  }

  @Test
  void tokenizerJson_equalsReference() throws IOException {
    assertGolden(ClipTokenizer.load(SharedData.shared("golden/tokenizer/clip")));
  }

  private static void assertGolden(ClipTokenizer tokenizer) {
    Path cases = SharedData.fixture("tokenizer/cases.json");
    JsonNode root = JsonMapper.shared().readTree(cases.toFile());
    Stream<Executable> checks = root.valueStream().map(example -> () -> {
      int[] expected = example.path("ids").valueStream().mapToInt(JsonNode::intValue).toArray();
      String text = example.path("text").stringValue();
      assertArrayEquals(expected, tokenizer.encode(text), () -> "text: " + text);
    });
    assertAll(checks);
  }
}
