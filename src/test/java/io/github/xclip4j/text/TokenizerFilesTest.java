package io.github.xclip4j.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xclip4j.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class TokenizerFilesTest {
  private static final List<String> ALL = List.of("vocab.json", "merges.txt", "tokenizer.json",
      "special_tokens_map.json", "tokenizer_config.json");

  @TempDir
  private Path directory;

  @BeforeEach
  void copy() throws IOException {
    for (String name : ALL) {
      Files.copy(SharedData.fixture("checkpoints/tiny-a").resolve(name), directory.resolve(name));
    }
  }

  @Test
  void bothForms_giveTheSameIds() throws IOException {
    ClipTokenizer single = ClipTokenizer.load(directory);
    remove("tokenizer.json");
    ClipTokenizer pair = ClipTokenizer.load(directory);
    for (JsonNode example : JsonMapper.shared().readTree(SharedData.fixture("tokenizer/cases.json").toFile())) {
      String text = example.path("text").stringValue();
      assertThat(pair.encode(text)).as(text).isEqualTo(single.encode(text));
    }
    assertThat(pair.encode("<|STARTOFTEXT|>")).isEqualTo(single.encode("<|STARTOFTEXT|>"));
    assertThat(pair.padId()).isEqualTo(single.padId());
  }

  @Test
  void tokenizerJsonAlone_isEnough() throws IOException {
    ClipTokenizer complete = ClipTokenizer.load(directory);
    ALL.stream().filter(name -> !name.equals("tokenizer.json")).forEach(this::remove);
    assertThat(ClipTokenizer.load(directory).encode("a ball moving")).isEqualTo(complete.encode("a ball moving"));
  }

  @Test
  void mergesAsPairs_areRead() throws IOException {
    ClipTokenizer old = ClipTokenizer.load(directory);
    rewrite("tokenizer.json", root -> {
      ObjectNode model = (ObjectNode) root.path("model");
      ArrayNode pairs = model.arrayNode();
      model.path("merges").forEach(merge -> {
        ArrayNode pair = pairs.addArray();
        for (String part : merge.stringValue().split(" ")) {
          pair.add(part);
        }
      });
      model.set("merges", pairs);
    });
    assertThat(ClipTokenizer.load(directory).encode("a ball moving")).isEqualTo(old.encode("a ball moving"));
  }

  @Test
  void noFiles_saysWhatToCopy() {
    ALL.forEach(this::remove);
    assertFails().hasMessageContaining("none of its files").hasMessageContaining("merges.txt");
  }

  @Test
  void vocabularyWithoutMerges_namesTheMissingFile() {
    remove("tokenizer.json");
    remove("merges.txt");
    assertFails().hasMessageContaining("vocab.json without merges.txt");
  }

  @Test
  void noDirectory_isNamed() {
    assertThatThrownBy(() -> ClipTokenizer.load(directory.resolve("absent")))
        .isInstanceOf(TokenizerException.class).hasMessageContaining("absent");
  }

  @Test
  void damagedJson_isNamedWithItsPlace() throws IOException {
    Files.writeString(directory.resolve("tokenizer.json"), "{\"model\": ");
    assertFails().hasMessageContaining("tokenizer.json").hasMessageContaining("line 1");
  }

  @Test
  void binaryFile_isNoText() throws IOException {
    Files.write(directory.resolve("tokenizer.json"), new byte[] {(byte) 0xFF, (byte) 0xFE, 0});
    assertFails().hasMessageContaining("not UTF-8");
  }

  @Test
  void otherModel_isRefused() throws IOException {
    rewrite("tokenizer.json", root -> ((ObjectNode) root.path("model")).put("type", "Unigram"));
    assertFails().hasMessageContaining("Unigram").hasMessageContaining("another model");
  }

  @Test
  void mergeOfAnotherVocabulary_isRefused() throws IOException {
    remove("tokenizer.json");
    Files.writeString(directory.resolve("merges.txt"), "#version: 0.2\ni n\nin zzz\n");
    assertFails().hasMessageContaining("merge 2").hasMessageContaining("\"inzzz\"").hasMessageContaining("different");
  }

  @Test
  void mergesThatWereCutOff_areRefused() throws IOException {
    remove("tokenizer.json");
    Path merges = directory.resolve("merges.txt");
    List<String> lines = Files.readAllLines(merges);
    Files.write(merges, lines.subList(0, lines.size() - 1));
    assertFails().hasMessageContaining("1 of its 838 tokens").hasMessageContaining("were the merges cut off?");
    Files.write(merges, lines.subList(0, 101));
    assertFails().hasMessageContaining("none of the 100 merges");
    Files.writeString(merges, "");
    assertFails().hasMessageContaining("324 of its 838 tokens").hasMessageContaining("none of the 0 merges");
  }

  @Test
  void mergesOfTokenizerJsonThatWereCutOff_areRefused() throws IOException {
    rewrite("tokenizer.json", root -> ((ArrayNode) root.path("model").path("merges")).remove(9));
    assertFails().hasMessageContaining("tokenizer.json").hasMessageContaining("1 of its 838 tokens");
  }

  @Test
  void pointerOfGitLfs_isNamed() throws IOException {
    for (String name : List.of("tokenizer.json", "vocab.json", "merges.txt")) {
      Files.writeString(directory.resolve(name), "version https://git-lfs.github.com/spec/v1\nsize 9\n");
      assertFails().hasMessageContaining(name + ": a pointer of Git LFS");
      remove(name);
      Files.copy(SharedData.fixture("checkpoints/tiny-a").resolve(name), directory.resolve(name));
      if (name.equals("tokenizer.json")) {
        remove(name);
      }
    }
  }

  @Test
  void mergeThatIsNoPair_isRefused() throws IOException {
    remove("tokenizer.json");
    Files.writeString(directory.resolve("merges.txt"), "#version: 0.2\ni n g\n");
    assertFails().hasMessageContaining("i n g");
  }

  @Test
  void specialTokenOutsideVocabulary_isRefused() throws IOException {
    Files.writeString(directory.resolve("special_tokens_map.json"), "{\"eos_token\": \"</s>\"}");
    assertFails().hasMessageContaining("eos_token").hasMessageContaining("</s>");
  }

  @Test
  void addedTokenWithAnotherId_isRefused() throws IOException {
    rewrite("tokenizer.json", root -> ((ObjectNode) root.path("added_tokens").path(0)).put("id", 5));
    assertFails().hasMessageContaining("836").hasMessageContaining("5");
  }

  @Test
  void sharedId_isRefused() throws IOException {
    rewrite("tokenizer.json", root -> ((ObjectNode) root.path("model").path("vocab")).put("!", 7));
    assertFails().hasMessageContaining("id 7 belongs to");
  }

  @Test
  void hugeId_isRefusedWithoutAllocating() throws IOException {
    rewrite("tokenizer.json", root -> ((ObjectNode) root.path("model").path("vocab")).put("!", Integer.MAX_VALUE));
    assertFails().hasMessageContaining("2147483647");
  }

  @Test
  void impossibleLength_isRefused() throws IOException {
    Files.writeString(directory.resolve("tokenizer_config.json"), "{\"model_max_length\": 1}");
    assertFails().hasMessageContaining("model_max_length is 1");
  }

  private AbstractThrowableAssert<?, ?> assertFails() {
    return assertThatThrownBy(() -> ClipTokenizer.load(directory)).isInstanceOf(TokenizerException.class);
  }

  private void remove(String name) {
    try {
      Files.delete(directory.resolve(name));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void rewrite(String name, java.util.function.Consumer<JsonNode> change) throws IOException {
    Path file = directory.resolve(name);
    JsonNode root = JsonMapper.shared().readTree(Files.readString(file));
    change.accept(root);
    Files.writeString(file, root.toString());
  }
}
