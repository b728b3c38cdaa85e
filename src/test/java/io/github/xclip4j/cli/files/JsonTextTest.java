package io.github.xclip4j.cli.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.internal.json.JsonTree;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonTextTest {
  @Test
  void compact_isTheTextThatWasRead() {
    String json = """
        {"a":[1,-2.5,9007199254740993,123456789012345678901234567890],"b":{},"ü\\n":"\\"ä","c":[true,false,null,[]]}""";
    assertThat(new String(JsonText.compact(JsonTree.read(json)), StandardCharsets.UTF_8)).isEqualTo(json);
  }

  @Test
  void indented_saysTheSame() {
    String text = JsonText.indented(JsonTree.read("{\"a\":[1,2.5],\"b\":{\"c\":null}}"));
    assertThat(text).isEqualTo("""
        {
          "a" : [ 1, 2.5 ],
          "b" : {
            "c" : null
          }
        }
        """);
  }
}
