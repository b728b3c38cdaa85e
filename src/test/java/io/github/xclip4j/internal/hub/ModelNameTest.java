package io.github.xclip4j.internal.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelNameTest {
  @ParameterizedTest
  @ValueSource(strings = {"microsoft/xclip-base-patch32", "foo", "foo/bar", "123", "Foo-BAR_foo.bar123", "_a/b_"})
  void name_thatTheHubAllows_isOne(String text) {
    assertThat(ModelName.parse(text)).contains(new ModelName(text, "main"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "/", "a/", "/a", "../x/y", "../x", "./x", "a/..", "a..b/c", "datasets/foo/bar", ".repo_id",
          "-a/b", "a-/b", "a/b.", "foo--bar", "foo.git", "a/b.git", "a b/c", "a\\b", "C:/x", "~/model", "caf\u00e9/x",
          "a/b\n", "a/b@", "a/b@../c", "a/b@/etc", "a/b@x\\y", "a/b@x:y"})
  void name_thatTheHubForbids_isNone(String text) {
    assertThat(ModelName.parse(text)).isEmpty();
  }

  @Test
  void name_of97Characters_isTooLong() {
    assertThat(ModelName.parse("a".repeat(96))).isPresent();
    assertThat(ModelName.parse("a".repeat(97))).isEmpty();
    assertThat(ModelName.parse("a".repeat(96) + "/" + "b".repeat(96))).isPresent();
  }

  @Test
  void revision_afterTheAtSign_mayHaveSlashes() {
    assertThat(ModelName.parse("a/b@refs/pr/1")).contains(new ModelName("a/b", "refs/pr/1"));
    assertThat(new ModelName("a/b", "refs/pr/1")).hasToString("a/b@refs/pr/1");
    assertThat(ModelName.of("a/b")).hasToString("a/b");
  }

  @Test
  void constructor_refusesWhatIsNoName_inOneSentence() {
    assertThatThrownBy(() -> ModelName.of("../x")).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'../x' is not a model's name on the hub");
    assertThatThrownBy(() -> new ModelName("a/b", "..")).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'..' is not a revision");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "..", "a/../b", "/a", "a//b", "a/", "a\\b", "C:a", "NUL", "aux.txt", "com1", "a.", "a ",
          "a\u0000b", "LPT\u00b9.json"})
  void path_thatLeavesItsFolderOrNamesADevice_isNotSafe(String path) {
    assertThat(RepositoryPath.isSafe(path)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"config.json", "a/b/c.bin", ".gitattributes", "model-00001-of-00002.safetensors", "console"})
  void path_ofAnOrdinaryFile_isSafe(String path) {
    assertThat(RepositoryPath.isSafe(path)).isTrue();
  }
}
