package io.github.xclip4j.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xclip4j.SharedData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GifSourceTest {
  private static final Path CLIP =
      SharedData.root().resolve("src/main/resources/io/github/xclip4j/cli/demo/clips/red-circle-growing.gif");

  @TempDir
  Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"65535x65535", "40000x40000"})
  void hugeCanvas_isRefusedBeforeItIsDecoded(String size) {
    Path bomb = SharedData.fixture("cases/video/" + size + ".gif");
    assertThatThrownBy(() -> Video.open(bomb).sample(FrameSampler.uniform(), 8)).isInstanceOf(VideoException.class)
        .hasMessageContaining(size + ".gif").hasMessageContaining(size + " pixels");
  }

  @Test
  void everyLength_isSaidToBeCutOffAndGivesTheImagesBefore() throws IOException {
    byte[] whole = Files.readAllBytes(CLIP);
    Frames all = Video.open(CLIP).sample(FrameSampler.all(), 1).frames();
    List<Integer> complete = new ArrayList<>();
    for (int length = 6; length < whole.length; length += whole.length / 12) {
      Path cut = Files.write(folder.resolve("cut.gif"), Arrays.copyOf(whole, length));
      try {
        SampledFrames sampled = Video.open(cut).sample(FrameSampler.all(), 1);
        assertThat(sampled.sample().notes()).singleElement().asString().contains("cut.gif: the GIF is cut off");
        assertThat(all.rgb()).startsWith(sampled.frames().rgb());
        complete.add(sampled.frames().count());
      } catch (VideoException e) {
        assertThat(e).hasMessageContaining("cut.gif: a GIF cut off before its first image ends");
        complete.add(0);
      }
    }
    assertThat(complete).isSorted().doesNotHaveDuplicates().startsWith(0).hasSizeGreaterThan(10);
  }

  @Test
  void delays_areTimestamps() throws IOException {
    Path gif = Files.write(folder.resolve("a.gif"), gif(7, 0, 1, 30));

    FrameSample sample = Video.open(gif).sample(FrameSampler.of(3, 0, 1), 3).sample();

    assertThat(sample.available()).isEqualTo(4);
    assertThat(sample.timestamps()).containsExactly(0.27, 0, 0.07);
    assertThat(sample.framesPerSecond()).isEqualTo(OptionalDouble.of(400 / 57.0));
    assertThat(sample.notes()).isEmpty();
  }

  /** Images of one pixel, shown for hundredths of a second each. */
  private static byte[] gif(int... delays) {
    ByteArrayOutputStream gif = new ByteArrayOutputStream();
    gif.writeBytes(new byte[] {'G', 'I', 'F', '8', '9', 'a', 1, 0, 1, 0, (byte) 0x80, 0, 0, 9, 9, 9, 8, 8, 8});
    for (int delay : delays) {
      gif.writeBytes(new byte[] {0x21, (byte) 0xF9, 4, 0, (byte) delay, 0, 0, 0});
      gif.writeBytes(new byte[] {0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0});
    }
    gif.write(0x3B);
    return gif.toByteArray();
  }
}
