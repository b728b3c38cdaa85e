package io.github.xclip4j.internal.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StandInTest {
  private static Optional<String> describe(String content) {
    return StandIn.describe(content.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void pointerOfGitLfs_isRecognised() {
    assertThat(describe("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 786433\n"))
        .hasValueSatisfying(text -> assertThat(text).startsWith("a pointer of Git LFS").contains("git lfs pull"));
  }

  @Test
  void webPage_isRecognised() {
    for (String page : List.of("\n<!DOCTYPE html><html>", "\uFEFF<html lang=\"en\">", "<HEAD>")) {
      assertThat(describe(page)).as(page).hasValueSatisfying(text -> assertThat(text).contains("web page"));
    }
  }

  @Test
  void fileItself_isNeither() {
    assertThat(describe("#version: 0.2\ni n")).isEmpty();
    assertThat(describe("{}")).isEmpty();
    assertThat(describe("")).isEmpty();
  }
}
