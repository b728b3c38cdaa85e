package io.github.xclip4j.cli.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir
  private Path folder;

  @Test
  void file_appearsWhenItIsCommitted() throws IOException {
    Path target = folder.resolve("x");
    try (AtomicFile file = AtomicFile.create(target)) {
      file.write(ByteBuffer.wrap(new byte[] {1, 2}), 1);
      file.write(ByteBuffer.wrap(new byte[] {7}), 0);
      assertThat(target).doesNotExist();
      file.commit();
    }
    assertThat(target).hasBinaryContent(new byte[] {7, 1, 2});
    assertThat(folder.toFile().list()).containsExactly("x");
  }

  @Test
  void failureOfTheContent_leavesTheOldFileAndNothingElse() throws IOException {
    Path target = folder.resolve("x");
    AtomicFile.write(target, "old");
    assertThatThrownBy(() -> AtomicFile.write(target, out -> {
      out.write(new byte[100_000]);
      throw new IOException("the source is damaged");
    })).hasMessage("the source is damaged");
    assertThat(target).hasContent("old");
    assertThat(folder.toFile().list()).containsExactly("x");
  }

  @Test
  void folderThatIsMissing_isNamedWithTheTarget() {
    Path target = folder.resolve("none/x");
    assertThatThrownBy(() -> AtomicFile.write(target, "text"))
        .isInstanceOf(FileSystemException.class)
        .hasMessage(target + ": cannot be written: there is no folder " + target.getParent() + "; make it first");
  }

  @Test
  void link_staysAndWhatItLeadsToIsReplaced() throws IOException {
    Path target = Files.writeString(folder.resolve("target"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), target);
    AtomicFile.write(link, "new");
    assertThat(link).isSymbolicLink().hasContent("new");
    assertThat(target).hasContent("new");
  }

  @Test
  void newFile_isReadableForWhomAnyNewFileIs() throws IOException {
    Path plain = Files.createFile(folder.resolve("plain"));
    AtomicFile.write(folder.resolve("x"), "text");
    assertThat(Files.getPosixFilePermissions(folder.resolve("x"))).isEqualTo(Files.getPosixFilePermissions(plain));
  }

  @Test
  void directory_appearsWithAllItsFiles() throws IOException {
    Path out = folder.resolve("a/b");
    try (AtomicDirectory directory = AtomicDirectory.create(out)) {
      try (AtomicFile file = directory.file("one")) {
        file.write("1");
      }
      directory.copy(Files.writeString(folder.resolve("two"), "2"));
      assertThat(out.resolve("one")).doesNotExist();
      directory.commit();
    }
    assertThat(out.toFile().list()).containsExactlyInAnyOrder("one", "two");
  }

  @Test
  void directoryThatIsNotCommitted_isGoneAsAreThoseMadeForIt() throws IOException {
    try (AtomicDirectory directory = AtomicDirectory.create(folder.resolve("a/b"))) {
      try (AtomicFile file = directory.file("one")) {
        file.write("1");
      }
      directory.file("two");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void emptyDirectory_staysWhereNothingIsCommitted() throws IOException {
    AtomicDirectory.create(folder).close();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void directoryWithContent_isRefusedUnlessAKilledProcessLeftIt() throws IOException {
    Files.createFile(folder.resolve(".model.safetensors.1x7.part"));
    AtomicDirectory.create(folder).close();
    Path mine = Files.createFile(folder.resolve("mine.txt"));
    assertThatThrownBy(() -> AtomicDirectory.create(folder)).hasMessageStartingWith(folder + " is not empty");
    assertThatThrownBy(() -> AtomicDirectory.create(mine)).hasMessageStartingWith(mine + " is a file");
  }

  @Test
  void directoryThatAnotherWritesTo_isNotMixed() throws IOException {
    Path out = folder.resolve("out");
    try (AtomicDirectory directory = AtomicDirectory.create(out)) {
      try (AtomicFile file = directory.file("one")) {
        file.write("1");
      }
      Files.createFile(out.resolve("other"));
      assertThatThrownBy(directory::commit).hasMessageContaining("not empty");
    }
    assertThat(out.toFile().list()).containsExactly("other");
  }

  @Test
  void signal_leavesNeitherFilesNorDirectories() throws Exception {
    Process process = new ProcessBuilder(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
        System.getProperty("java.class.path"), Writer.class.getName(), folder.toString()))
        .redirectError(ProcessBuilder.Redirect.INHERIT).start();
    assertThat(process.getInputStream().read()).as("it is writing").isEqualTo('w');
    assertThat(folder).isNotEmptyDirectory();
    process.destroy();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(folder).isEmptyDirectory();
  }

  /** Writes until it is stopped. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) throws IOException {
      Path folder = Path.of(arguments[0]);
      AtomicFile single = AtomicFile.create(folder.resolve("single"));
      AtomicDirectory directory = AtomicDirectory.create(folder.resolve("a/b"));
      try (AtomicFile complete = directory.file("complete")) {
        complete.write("text");
      }
      AtomicFile file = directory.file("file");
      file.write(ByteBuffer.allocate(10), 0);
      single.write(ByteBuffer.allocate(10), 0);
      System.out.print('w');
      System.out.flush();
      System.in.read();
    }
  }
}
