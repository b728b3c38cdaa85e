package io.github.xclip4j.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VideoTest {
  @TempDir
  Path folder;

  private void grey(String name, int height, int width, int value) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < height * width; i++) {
      image.getRaster().setSample(i % width, i / width, 0, value);
    }
    ImageIO.write(image, "png", folder.resolve(name).toFile());
  }

  @Test
  void folder_namesWithNumbers_inTheOrderOfTheNumbers() throws IOException {
    grey("f10.png", 2, 3, 130);
    grey("f9.png", 2, 3, 120);
    grey("f1.png", 2, 3, 110);
    Files.writeString(folder.resolve("notes.txt"), "not a frame");

    SampledFrames sample = Video.open(folder).sample(FrameSampler.all(), 1);

    assertThat(sample.sample().indices()).containsExactly(0, 1, 2);
    assertThat(sample.frames().height()).isEqualTo(2);
    assertThat(sample.frames().rgb()[0]).isEqualTo((byte) 110);
    assertThat(sample.frames().rgb()[18]).isEqualTo((byte) 120);
    assertThat(sample.frames().rgb()[36]).isEqualTo((byte) 130);
  }

  @Test
  void folder_imagesOfDifferentSizes_saysBoth() throws IOException {
    grey("a.png", 2, 3, 1);
    grey("b.png", 4, 3, 1);

    assertThatThrownBy(() -> Video.open(folder).sample(FrameSampler.uniform(), 8))
        .isInstanceOf(VideoException.class).hasMessageContaining("a.png is 3x2").hasMessageContaining("b.png is 3x4");
  }

  @Test
  void folder_withoutImages_saysWhatItLooksFor() {
    assertThatThrownBy(() -> Video.open(folder)).isInstanceOf(VideoException.class).hasMessageContaining("png");
  }

  @Test
  void missingFile_namedInTheMessage() {
    assertThatThrownBy(() -> Video.open(folder.resolve("none.mp4")))
        .isInstanceOf(VideoException.class).hasMessageContaining("none.mp4: no such file");
  }

  @Test
  void brokenGif_isAVideoException() throws IOException {
    Path gif = Files.writeString(folder.resolve("x.gif"), "GIF89a and then nothing of the sort");
    assertThatThrownBy(() -> Video.open(gif).frameCount()).isInstanceOf(VideoException.class)
        .hasMessageContaining("x.gif");
  }

  @Test
  void memory_fewerFramesThanWanted_repeatsWithANote() throws IOException {
    Frames frames = new Frames(2, 1, 1, new byte[] {1, 2, 3, 4, 5, 6});

    SampledFrames sample = Video.of(frames).sample(FrameSampler.uniform(), 4);

    assertThat(sample.frames().rgb()).containsExactly(1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6);
    assertThat(sample.sample().notes()).singleElement().asString().contains("only 2 frames").contains("2 are repeats");
  }

  @Test
  void frameSamples_areEqualByContentAndPrintIt() {
    FrameSample sample = sample(0.5);

    assertThat(sample).isEqualTo(sample(0.5)).hasSameHashCodeAs(sample(0.5)).isNotEqualTo(sample(0.75))
        .hasToString("frames [0, 1] of 2, at [0.0, 0.5] s: the file is cut off");
  }

  private static FrameSample sample(double second) {
    return new FrameSample(new int[] {0, 1}, 2, new double[] {0, second}, OptionalDouble.of(2),
        List.of("the file is cut off"));
  }

  @Test
  void ffmpeg_missingExecutable_saysSo() {
    assertThatThrownBy(() -> Ffmpeg.at(folder.resolve("no-ffmpeg")))
        .isInstanceOf(VideoException.class).hasMessageContaining("no-ffmpeg");
  }

  @Test
  void selection_neighboursAreOneTerm() {
    assertThat(FfmpegSource.selection(new int[] {0, 3, 4, 5, 9}))
        .contains("eq(n\\,0)+between(n\\,3\\,5)+eq(n\\,9)");
  }
}
