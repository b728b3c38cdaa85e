package io.github.xclip4j.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a video reads the indices of samplers, for any source. */
class SamplingTest {
  private static int[] values(SampledFrames sampled) {
    byte[] rgb = sampled.frames().rgb();
    int[] values = new int[sampled.frames().count()];
    Arrays.setAll(values, i -> rgb[i * Frames.CHANNELS] & 0xFF);
    return values;
  }

  @Test
  void anyOrderAndRepeats_areSpreadFromDistinctAscendingOnes() throws IOException {
    Recorded source = new Recorded(10, 10);

    SampledFrames sampled = Video.of(source).sample(FrameSampler.of(7, 2, 7, 0), 4);

    assertThat(values(sampled)).containsExactly(7, 2, 7, 0);
    assertThat(sampled.sample().indices()).containsExactly(7, 2, 7, 0);
    assertThat(sampled.sample().timestamps()).containsExactly(1.75, 0.5, 1.75, 0);
    assertThat(sampled.sample().notes()).isEmpty();
    assertThat(source.passes()).singleElement().isEqualTo(new int[] {0, 2, 7});
  }

  @Test
  void severalSamplers_decodeTheUnionOnce() throws IOException {
    Recorded source = new Recorded(20, 20);
    List<FrameSampler> clips = new ArrayList<>();
    for (int clip = 0; clip < 4; clip++) {
      int offset = clip;
      clips.add((available, wanted) -> new int[] {offset, available / 2 + offset});
    }

    List<SampledFrames> sampled = Video.of(source).sample(clips, 2);

    assertThat(sampled).extracting(SamplingTest::values).containsExactly(new int[] {0, 10}, new int[] {1, 11},
        new int[] {2, 12}, new int[] {3, 13});
    assertThat(source.passes()).singleElement().isEqualTo(new int[] {0, 1, 2, 3, 10, 11, 12, 13});
  }

  @Test
  void views_equalEachCropOfEachSampleAlone() throws IOException {
    byte[] rgb = new byte[6 * 40 * 70 * 3];
    new Random(5).nextBytes(rgb);
    Frames frames = new Frames(6, 40, 70, rgb);
    ImageProcessor center = ImageProcessor.of(32, 32);
    List<View> views = new ArrayList<>();
    for (CropPosition position : CropPosition.values()) {
      ImageProcessor processor = center.withCrop(position);
      views.add(new View(FrameSampler.of(5, 0, 5), processor));
      views.add(new View(FrameSampler.uniform(), processor));
    }

    List<PreparedVideo> prepared = Video.of(frames).prepare(views, 3);

    for (int view = 0; view < views.size(); view++) {
      Frames alone = Video.of(frames).sample(views.get(view).sampler(), 3).frames();
      Pixels expected = views.get(view).processor().process(alone);
      assertThat(prepared.get(view).pixels().planar()).isEqualTo(expected.planar());
      assertThat(prepared.get(view).pixels().tables()).isDeepEqualTo(expected.tables());
    }
    assertThat(prepared.get(0).pixels().planar()).isNotEqualTo(prepared.get(4).pixels().planar());
  }

  @Test
  void containerAnnouncesMore_framesAreThoseOfTheTrueNumber() throws IOException {
    Recorded source = new Recorded(60, 40);

    SampledFrames sampled = Video.of(source).sample(FrameSampler.uniform(), 4);

    assertThat(values(sampled)).containsExactly(5, 15, 25, 35);
    assertThat(sampled.sample().available()).isEqualTo(40);
    assertThat(source.passes()).hasSize(2);
  }

  @Test
  void containerAnnouncesLess_framesAreThoseOfTheTrueNumber() throws IOException {
    assertThat(values(Video.of(new Recorded(4, 40)).sample(FrameSampler.all(), 1))).hasSize(40).isSorted();
  }

  @Test
  void containerIsWrongButTheChoiceTheSame_oneReadIsEnough() throws IOException {
    Recorded source = new Recorded(60, 59);

    Video.of(source).sample(FrameSampler.window(1, 3), 4);

    assertThat(source.passes()).hasSize(1);
  }

  @Test
  void frameThatNeverComes_isNamed() {
    FrameSource silent = new FrameSource() {
      @Override
      public String description() {
        return "silent.mp4";
      }

      @Override
      public int frameCount() {
        return 3;
      }

      @Override
      public void read(int[] indices, Receiver frames) throws IOException {
        frames.accept(0, new Frames(1, 1, 1, new byte[3]));
      }
    };
    assertThatThrownBy(() -> Video.of(silent).sample(FrameSampler.all(), 1)).isInstanceOf(VideoException.class)
        .hasMessageContaining("silent.mp4: frame 1 (counted from 0) of 3");
  }

  @Test
  void memoryRunsOut_isThisVideosFailure() {
    FrameSource bomb = new FrameSource() {
      @Override
      public String description() {
        return "bomb.mp4";
      }

      @Override
      public int frameCount() {
        return 1;
      }

      @Override
      public void read(int[] indices, Receiver frames) {
        throw new OutOfMemoryError("Java heap space");
      }
    };
    assertThatThrownBy(() -> Video.of(bomb).sample(FrameSampler.all(), 1)).isInstanceOf(VideoException.class)
        .hasMessageContaining("bomb.mp4").hasMessageContaining("-Xmx");
  }

  @Test
  void samplerOutsideTheVideo_saysBothNumbers() {
    assertThatThrownBy(() -> Video.of(new Recorded(3, 3)).sample(FrameSampler.of(3), 1))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("frame 3").hasMessageContaining("0 to 2");
    assertThatThrownBy(() -> Video.of(new Recorded(3, 3)).sample(FrameSampler.of(), 1))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("no frame");
  }

  @Test
  void repeats_areCountedInWordsThatFit() throws IOException {
    assertThat(note(1, FrameSampler.uniform(), 2)).contains("only 1 frame where").endsWith("so 1 is a repeat");
    assertThat(note(9, FrameSampler.window(4, 2), 4)).contains("past the last of 9 frames").endsWith("1 is a repeat");
    assertThat(note(2, FrameSampler.uniform(), 6)).contains("only 2 frames where").endsWith("so 4 are repeats");
  }

  private static String note(int available, FrameSampler sampler, int wanted) throws IOException {
    return Video.of(new Recorded(available, available)).sample(sampler, wanted).sample().notes().getFirst();
  }

  /** All frames at full size would exceed an array; one at a time they do not. */
  @Test
  void manyLargeFrames_arePreparedOneByOne(@TempDir Path folder) throws IOException {
    Path cropOnly = Files.writeString(folder.resolve("p.json"),
        "{\"image_processor_type\": \"VideoMAEImageProcessor\", \"do_resize\": false, \"crop_size\": 16}");
    int height = 4320;
    int width = 7680;
    byte[] rgb = new byte[height * width * Frames.CHANNELS];
    FrameSource large = new FrameSource() {
      @Override
      public String description() {
        return "large";
      }

      @Override
      public int frameCount() {
        return 24;
      }

      @Override
      public void read(int[] indices, Receiver frames) throws IOException {
        for (int index : indices) {
          rgb[(height / 2 * width + width / 2) * Frames.CHANNELS] = (byte) index;
          frames.accept(index, new Frames(1, height, width, rgb));
        }
      }
    };

    Pixels pixels = Video.of(large).prepare(FrameSampler.all(), 24, ImageProcessor.load(cropOnly, 16)).pixels();

    assertThat(pixels.planar()).hasSize(24 * 3 * 16 * 16);
    assertThat(pixels.planar()[7 * 3 * 16 * 16 + 8 * 16 + 8]).isEqualTo((byte) 7);
    assertThatThrownBy(() -> Video.of(large).sample(FrameSampler.all(), 24)).isInstanceOf(VideoException.class)
        .hasMessageContaining("take fewer frames");
  }
}
