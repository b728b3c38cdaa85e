package io.github.xclip4j.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xclip4j.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonFileTest {
  private static final JsonFile<ConfigException> KIND =
      new JsonFile<>("a menu", 100, "take the published menu", ConfigException::new);

  @TempDir
  private Path folder;

  @Test
  void object_isRead() throws IOException {
    Path file = Files.writeString(folder.resolve("menu.json"), "{\"soup\": \"ä\"}");
    assertThat(KIND.read(file).path("soup").stringValue()).isEqualTo("ä");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      {"a": 1, "a": 2} | not JSON: Duplicate Object property "a" at line 1, column 13; take the published menu
      [1]              | not a JSON object but a list; take the published menu
      ''               | the file is empty: was the download cut off? take the published menu
      version https://git-lfs.github.com/spec/v1 | a pointer of Git LFS, not the file itself
      <!DOCTYPE html>  | a web page, not the file itself
      """)
  void otherContent_isSaidInALine(String content, String part) throws IOException {
    Path file = Files.writeString(folder.resolve("menu.json"), content);
    assertThatThrownBy(() -> KIND.read(file)).isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(file + ": " + part).hasMessageNotContaining("\n");
  }

  @Test
  void missingFileAndFolder_areNamed() {
    Path file = folder.resolve("menu.json");
    assertThatThrownBy(() -> KIND.read(file)).hasMessage(file + ": no such file; take the published menu");
    assertThatThrownBy(() -> KIND.read(folder)).hasMessage(folder + ": not a file; take the published menu");
  }

  @Test
  void largeFile_isAnotherKind() throws IOException {
    Path file = Files.writeString(folder.resolve("menu.json"), "{}" + " ".repeat(99));
    assertThatThrownBy(() -> KIND.read(file))
        .hasMessage(file + ": 101 bytes, a menu has at most 100: is this another file?");
  }

  @Test
  void textThatIsNotUtf8_isNamed() throws IOException {
    Path file = Files.write(folder.resolve("menu.json"), new byte[] {'{', (byte) 0xE4, '}'});
    assertThatThrownBy(() -> KIND.read(file)).hasMessage(file + ": not UTF-8 text; take the published menu");
  }
}
