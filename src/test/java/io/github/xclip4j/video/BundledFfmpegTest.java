package io.github.xclip4j.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of a jar's executable in the temporary folder. */
class BundledFfmpegTest {
  private static final String FOLDER = "org/bytedeco/ffmpeg/linux-x86_64/";

  @TempDir
  Path base;

  @TempDir
  Path jars;

  private Path unpack() throws IOException {
    Path file = jars.resolve("ffmpeg.jar");
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
      for (String name : List.of("ffmpeg", "libavcodec.so.61")) {
        jar.putNextEntry(new JarEntry(FOLDER + name));
        jar.write(name.getBytes(StandardCharsets.US_ASCII));
      }
    }
    try (JarFile jar = new JarFile(file.toFile())) {
      return BundledFfmpeg.unpacked(jar, jar.stream().toList(), FOLDER, base);
    }
  }

  private List<Path> left() throws IOException {
    try (Stream<Path> files = Files.list(base)) {
      return files.toList();
    }
  }

  @Test
  void secondProgram_findsWhatTheFirstUnpacked() throws IOException {
    Path directory = unpack();
    FileTime time = Files.getLastModifiedTime(directory.resolve("ffmpeg"));

    assertThat(unpack()).isEqualTo(directory);

    assertThat(Files.getLastModifiedTime(directory.resolve("ffmpeg"))).isEqualTo(time);
    assertThat(directory.resolve("ffmpeg")).isExecutable().hasContent("ffmpeg");
    assertThat(left()).containsExactly(directory);
  }

  @Test
  void directoryCleanedUpInPart_isUnpackedAgain() throws IOException {
    Path directory = unpack();
    Files.delete(directory.resolve("libavcodec.so.61"));

    assertThat(unpack()).isEqualTo(directory);

    assertThat(directory.resolve("libavcodec.so.61")).exists();
    assertThat(left()).containsExactly(directory);
  }

  @Test
  void directoryThatOthersCanWriteInto_isNotUsed() throws IOException {
    assumeThat(FileSystems.getDefault().supportedFileAttributeViews()).as("permissions").contains("posix");
    Path directory = unpack();
    Files.writeString(directory.resolve("ffmpeg"), "stolen");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));

    assertThat(unpack().resolve("ffmpeg")).hasContent("ffmpeg");
  }

  @Test
  void linkInItsPlace_isNotFollowed() throws IOException {
    Path directory = unpack();
    Path elsewhere = Files.move(directory, jars.resolve("elsewhere"));
    Files.createSymbolicLink(directory, elsewhere);

    assertThat(unpack()).isDirectory().satisfies(found -> assertThat(Files.isSymbolicLink(found)).isFalse());

    assertThat(elsewhere.resolve("ffmpeg")).exists();
  }

  @Test
  void whatKilledProgramsLeft_isRemovedEvenIfNothingIsUnpacked() throws IOException {
    Path directory = unpack();
    Path abandoned = Files.createDirectory(base.resolve("xclip4j-unpacking-1"));
    Files.writeString(abandoned.resolve("ffmpeg"), "half");
    Files.setLastModifiedTime(abandoned, FileTime.from(Instant.now().minusSeconds(TimeUnit.HOURS.toSeconds(2))));
    Path current = Files.createDirectory(base.resolve("xclip4j-unpacking-2"));

    unpack();

    assertThat(left()).containsExactlyInAnyOrder(current, directory);
  }

  @Test
  void folderThatIsNotThere_isAnError() throws IOException {
    Path gone = base.resolve("gone");
    base = gone;
    assertThatThrownBy(this::unpack).isInstanceOf(IOException.class);
  }
}
