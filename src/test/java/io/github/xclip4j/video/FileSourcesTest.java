package io.github.xclip4j.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xclip4j.SharedData;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that are no videos are named for what they are; videos are decoded under any name. */
class FileSourcesTest {
  @TempDir
  Path folder;

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"https://h/a.mp4 | https://h/a.mp4: an address",
      "rtsp://cam/1 | rtsp://cam/1: an address", "file:///tmp/no-such-a.mp4 | give the path itself, /tmp/no-such-a.mp4",
      "- | standard input", "no-such.mp4 | no-such.mp4: no such file"})
  void noFile_isCalledWhatItIs(String path, String message) {
    assertThatThrownBy(() -> Video.open(Path.of(path))).isInstanceOf(VideoException.class)
        .hasMessageContaining(message);
  }

  @Test
  void linksToNothingOrInALoop_areNamed() throws IOException {
    Path broken = Files.createSymbolicLink(folder.resolve("a.mp4"), Path.of("nowhere.mp4"));
    Path loop = Files.createSymbolicLink(folder.resolve("b.mp4"), Path.of("b.mp4"));
    assertThatThrownBy(() -> Video.open(broken)).isInstanceOf(VideoException.class)
        .hasMessageContaining("a.mp4: a broken link, to nowhere.mp4");
    assertThatThrownBy(() -> Video.open(loop)).isInstanceOf(VideoException.class)
        .hasMessageContaining("b.mp4: a broken link, to b.mp4");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
      "version https://git-lfs.github.com/spec/v1 | Git LFS pointer", "<!DOCTYPE html><html> | a web page",
      "\"  <html lang='en'>\" | a web page", "%PDF-1.7 | a PDF document", "Rar! | an archive"})
  void contentThatIsNoVideo_isCalledWhatItIs(String content, String message) throws IOException {
    for (String name : new String[] {"x.gif", "x.mp4", "x.png"}) {
      Path file = Files.write(folder.resolve(name), content.getBytes(StandardCharsets.ISO_8859_1));
      assertThatThrownBy(() -> Video.open(file)).isInstanceOf(VideoException.class).hasMessageContaining(name)
          .hasMessageContaining(message);
    }
  }

  @Test
  void pictureUnderAnyName_isAVideoOfOneFrame() throws IOException {
    BufferedImage image = new BufferedImage(5, 4, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0x102030);
    for (String name : new String[] {"img%d.png", "a%03d.png", "x.gif", "noextension", "-i.mp4"}) {
      Path file = folder.resolve(name);
      ImageIO.write(image, "png", file.toFile());
      SampledFrames sampled = Video.open(file).sample(FrameSampler.uniform(), 1);
      assertThat(sampled.frames().rgb()).as(name).startsWith(0x10, 0x20, 0x30);
      assertThat(sampled.sample().available()).isEqualTo(1);
    }
  }

  @Test
  void kinds_followFromContent() throws IOException {
    Path resources = SharedData.fixture("cases/video");
    assertThat(FileKind.of(resources.resolve("40000x40000.gif"))).isEqualTo(FileKind.GIF);
    assertThat(FileKind.of(resources.resolve("rgb.jpg"))).isEqualTo(FileKind.PICTURE);
    assertThat(FileKind.of(resources.resolve("rgb.tif"))).isEqualTo(FileKind.PICTURE);
    assertThat(FileKind.of(resources.resolve("five-frames.mp4"))).isEqualTo(FileKind.VIDEO);
    Path motion = Files.copy(resources.resolve("rgb.jpg"), folder.resolve("a.mjpeg"));
    assertThat(FileKind.of(motion)).isEqualTo(FileKind.VIDEO);
    assertThat(FileKind.of(Files.writeString(folder.resolve("a.bmp"), "BM is how this text begins")))
        .isEqualTo(FileKind.VIDEO);
  }
}
