package io.github.xclip4j.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xclip4j.SharedData;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files of a folder are frames, their order, and the notes on other files. */
class FolderSourceTest {
  @TempDir
  Path folder;

  private void picture(String name, int value) throws IOException {
    BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, value << 16);
    ImageIO.write(image, "png", folder.resolve(name).toFile());
  }

  private SampledFrames all() throws IOException {
    return Video.open(folder).sample(FrameSampler.all(), 1);
  }

  @Test
  void digitsOfAnyScript_areNumbers() throws IOException {
    picture("１.png", 1);
    picture("１０.png", 3);
    picture("２.png", 2);
    picture("٤٠.png", 5);
    picture("4.png", 4 - 1);
    Files.delete(folder.resolve("4.png"));
    byte[] rgb = all().frames().rgb();
    assertThat(new byte[] {rgb[0], rgb[12], rgb[24], rgb[36]}).containsExactly(1, 2, 3, 5);
  }

  @Test
  void orderOfNames_isOneOrderWhateverTheirCharacters() {
    List<String> sorted =
        List.of("-1", "1", "01", "1a", "２", "9", "10", "a", "a-1", "a1", "a٢", "a10b", "b", "é", "𝟙x");
    List<String> expected = new ArrayList<>(sorted);
    expected.sort(FrameNames.ORDER);
    for (int seed = 0; seed < 50; seed++) {
      List<String> shuffled = new ArrayList<>(sorted);
      Collections.shuffle(shuffled, new Random(seed));
      shuffled.sort(FrameNames.ORDER);
      assertThat(shuffled).isEqualTo(expected);
    }
    assertThat(expected).containsSubsequence("1", "２", "9", "10", "a", "a1", "a٢", "a10b", "b");
  }

  @Test
  void picturesWithUnusualNames_areFramesAndNamed() throws IOException {
    picture("1.png", 1);
    picture("2.webp", 2);
    picture("3.jfif", 3);
    picture("4.png", 4);
    Files.writeString(folder.resolve("readme.txt"), "not a frame");
    Files.writeString(folder.resolve(".5.png"), "hidden");

    SampledFrames sampled = all();

    assertThat(sampled.frames().count()).isEqualTo(4);
    assertThat(sampled.frames().rgb()[12]).isEqualTo((byte) 2);
    assertThat(sampled.sample().notes()).singleElement().asString().contains("2.webp, 3.jfif");
  }

  @Test
  void brokenLink_isNamedEvenIfNotChosen() throws IOException {
    picture("1.png", 1);
    Files.createSymbolicLink(folder.resolve("2.png"), Path.of("nowhere.png"));
    picture("3.png", 3);
    assertThatThrownBy(() -> Video.open(folder)).isInstanceOf(VideoException.class)
        .hasMessageContaining("2.png: a broken link, to nowhere.png");
  }

  @Test
  void videoBesideAThumbnail_isNamed() throws IOException {
    picture("thumb.png", 1);
    Files.copy(SharedData.fixture("cases/video/five-frames.mp4"), folder.resolve("r.mp4"));
    assertThat(all().sample().notes()).singleElement().asString().contains("r.mp4");
  }

  @Test
  void onlyVideos_areNamed() throws IOException {
    Files.copy(SharedData.fixture("cases/video/five-frames.mp4"), folder.resolve("r.mp4"));
    assertThatThrownBy(() -> Video.open(folder)).isInstanceOf(VideoException.class)
        .hasMessageContaining("no images").hasMessageContaining("r.mp4: give videos one by one");
  }

  @Test
  void onlyOneFileIsBroken_isNamed() throws IOException {
    picture("1.png", 1);
    Files.writeString(folder.resolve("2.png"), "no picture");
    assertThatThrownBy(this::all).isInstanceOf(VideoException.class).hasMessageContaining("2.png");
  }
}
