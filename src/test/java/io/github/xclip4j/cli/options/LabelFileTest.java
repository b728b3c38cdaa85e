package io.github.xclip4j.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelFileTest {
  @TempDir
  private Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text.replace("\\n", "\n").replace("\\t", "\t"));
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "id,name\\n0,walking\\n1,running",
      "id;name\\n0;walking\\n1;running\\n",
      "id\\tname\\n0\\twalking\\n1\\trunning",
      "id|name\\n0|walking\\n1|running",
      "sep=;\\nid;name\\n0;walking\\n1;running",
      "name,id\\nwalking,0\\nrunning,1",
      "\"ID\",\"Name\"\\n\"0\",\"walking\"\\n\"1\",\"running\"",
      "\\n\uFEFFid,name\\n\\n0,walking\\n\\n1,running\\n",
      "label\\nwalking\\nrunning",
      "Class Index;Class_Name\\n1;walking\\n2;running",
      "id,label,description\\n0,walking,on foot\\n1,running,fast",
      "label,name\\n0,walking\\n1,running",
      "nr;Bezeichnung\\n0;walking\\n1;running",
      "0,walking\\n1,running",
      "0;walking\\n1;running",
      "walking\\t17\\nrunning\\t4",
      "1 walking\\n2 running",
      "walking\\nrunning"})
  void tableOfAnyForm_walkingAndRunning(String text) throws IOException {
    assertThat(LabelFile.read(file("labels.csv", text))).containsExactly("walking", "running");
    assertThat(LabelFile.read(file("labels.txt", text))).containsExactly("walking", "running");
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "[\"walking\", \"running\"]",
      "[{\"id\": 0, \"name\": \"walking\"}, {\"id\": 1, \"name\": \"running\"}]",
      "{\"0\": \"walking\", \"1\": \"running\"}",
      "{\"10\": \"running\", \"9\": \"walking\"}",
      "{\"running\": 1, \"walking\": 0}",
      "{\"\\\"running\\\"\": 1, \"\\\"walking\\\"\": 0}",
      "{\"model_type\": \"xclip\", \"id2label\": {\"1\": \"running\", \"0\": \"walking\"}}",
      "{\"classes\": [\"walking\", \"running\"]}"})
  void jsonOfAnyForm_walkingAndRunning(String text) throws IOException {
    assertThat(LabelFile.read(Files.writeString(folder.resolve("labels.json"), text)))
        .containsExactly("walking", "running");
    assertThat(LabelFile.read(Files.writeString(folder.resolve("labels"), text))).containsExactly("walking", "running");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '!', quoteCharacter = '`', value = {
      "a;b;c\\n0;walking;x\\n1;running;y! line 1: no column is called name or label",
      "walking,foot\\nrunning,foot! line 1: no column is called name or label",
      "id,name\\n0,walking\\n1,running, fast! line 3: 3 fields where the header has 2 (id,name)",
      "id,name\\n0,! line 2: the column name is empty",
      "id,name\\n0,\"walking! line 2: a quote is opened and never closed",
      "{\"0\": 1.5}! nothing in this JSON says what the labels are",
      "{\"0\": \"walking\"! is not JSON",
      "{\"0\": \" \"}! label 1 of 1 is empty",
      "id,name! holds no labels",
      "0,walking\\n1,! label 2 of 2 is empty",
      "[\"walking\", \"\", \"running\"]! label 2 of 3 is empty",
      "[]! holds no labels"})
  void unclearFile_isRefusedWithItsPlace(String text, String message) throws IOException {
    Path file = file("labels.csv", text);
    assertThatThrownBy(() -> LabelFile.read(file)).isInstanceOf(IOException.class).hasMessageContaining(file.toString())
        .hasMessageContaining(message.strip());
  }

  @Test
  void lines_mayHoldCommasAndNumbers() throws IOException {
    assertThat(LabelFile.read(file("labels.txt", "first, with comma\n\n second \n3, 2, 1, go")))
        .containsExactly("first, with comma", "second", "3, 2, 1, go");
    assertThat(LabelFile.read(file("labels.txt", "2 dogs\n1 cat"))).containsExactly("2 dogs", "1 cat");
  }

  @Test
  void quotedNames_mayHoldTheSeparator() throws IOException {
    assertThat(LabelFile.read(file("table.csv", "id,name\r\n0,plain\r\n1,\"with, \"\"comma\"\"\"\r\n")))
        .containsExactly("plain", "with, \"comma\"");
  }

  @Test
  void folder_isNamed() {
    assertThatThrownBy(() -> LabelFile.read(folder)).hasMessageContaining(folder + ": is a folder");
    assertThatThrownBy(() -> LabelFile.read(Path.of(".")))
        .hasMessageContaining(Path.of("").toAbsolutePath() + ": is a folder");
  }
}
