package io.github.xclip4j.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputsTest {
  @TempDir
  private Path folder;

  @Test
  void writtenFiles_areForWhomOrdinaryNewFilesAre() throws IOException {
    Assumptions.assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"),
        "the file system has no POSIX permissions");
    Path ordinary = Files.writeString(folder.resolve("ordinary"), "x");
    Path ours = folder.resolve("ours.jsonl");
    Outputs.write(ours, out -> out.write('x'));
    assertThat(Files.getPosixFilePermissions(ours)).isEqualTo(Files.getPosixFilePermissions(ordinary));
    assertThat(ours).hasContent("x");
  }

  @Test
  void failedWriting_leavesTheOldFileAndNothingElse() throws IOException {
    Path file = Files.writeString(folder.resolve("result.jsonl"), "old");
    assertThatThrownBy(() -> Outputs.write(file, out -> {
      out.write('h');
      throw new IOException("the disk is full");
    })).hasMessage("the disk is full");
    assertThat(file).hasContent("old");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(file);
    }
  }
}
