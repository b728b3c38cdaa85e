package io.github.xclip4j.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.xclip4j.SharedData;
import io.github.xclip4j.internal.weights.Safetensors;
import io.github.xclip4j.internal.weights.StoredWeights;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Counts, sizes, indices and frames of real files against those of ffmpeg 5.1, equal to the bit. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GoldenVideoTest {
  private static final List<String> CLIPS = List.of("anim_160x120_10f.gif", "h264_320x240_25fps_50f.mp4",
      "hevc_audio_640x360_24f.mp4", "mjpeg_150x110_15f.avi", "portrait_180x320_30fps_45f.mp4",
      "rotated90_320x180_25f.mp4", "short_256x256_3f.mp4", "vp9_200x150_20f.webm");

  @TempDir
  Path folder;

  static Stream<String> clips() {
    return CLIPS.stream();
  }

  private static Path clip(String name) {
    Path path = SharedData.shared("golden/video").resolve(name);
    if (!name.endsWith(".gif")) {
      requireFfmpeg();
    }
    return path;
  }

  private static void requireFfmpeg() {
    String reason = "";
    try {
      Ffmpeg.find();
    } catch (VideoException e) {
      reason = e.getMessage();
    }
    assumeThat(reason).as("ffmpeg").isEmpty();
  }

  @ParameterizedTest
  @MethodSource("clips")
  void clip_uniformSampling_hasTheReferencesCountSizeAndIndices(String name) throws IOException {
    Path path = clip(name);
    JsonNode expected = JsonMapper.shared().readTree(path.resolveSibling("index.json").toFile()).get(name);

    SampledFrames sampled = Video.open(path).sample(FrameSampler.uniform(), 8);

    FrameSample sample = sampled.sample();
    assertThat(sample.available()).isEqualTo(expected.get("frames").asInt());
    assertThat(sampled.frames().height()).isEqualTo(expected.get("height").asInt());
    assertThat(sampled.frames().width()).isEqualTo(expected.get("width").asInt());
    assertThat(sample.indices()).isEqualTo(
        StreamSupport.stream(expected.get("uniform_8").spliterator(), false).mapToInt(JsonNode::asInt).toArray());
    assertThat(sample.notes()).hasSize(sample.available() < 8 ? 1 : 0);
  }

  @ParameterizedTest
  @MethodSource("clips")
  void clip_someFrames_equalTheReferencesToTheBit(String name) throws IOException {
    Path path = clip(name);
    Video video = Video.open(path);
    try (StoredWeights golden = Safetensors.open(path.resolveSibling(name + ".frames.safetensors"))) {
      ValueLayout.OfLong layout = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
      int[] indices =
          Arrays.stream(golden.tensor("indices").bytes().toArray(layout)).mapToInt(Math::toIntExact).toArray();
      byte[] expected = golden.tensor("frames").bytes().toArray(ValueLayout.JAVA_BYTE);
      Frames all = video.sample(FrameSampler.all(), 1).frames();
      Frames some = Video.of(all).sample(FrameSampler.of(indices), 2).frames();
      assertThat(Arrays.mismatch(some.rgb(), expected)).as("first byte that differs").isEqualTo(-1);
      Frames chosen = Video.open(path).sample(FrameSampler.of(indices), 2).frames();
      assertThat(Arrays.mismatch(chosen.rgb(), expected)).as("first byte that differs").isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"truncated.mp4", "noise.mp4", "empty.mp4", "audio_only.mp4"})
  void brokenFile_isOneLineThatNamesIt(String name) {
    Path path = clip(name);
    assertThatThrownBy(() -> Video.open(path).sample(FrameSampler.uniform(), 8))
        .isInstanceOf(VideoException.class)
        .message().contains(name).doesNotContain("\n").matches(".*[;:?].*");
  }

  @Test
  void fileCutInTheMiddle_givesWhatCanBeDecodedOrSaysWhy() throws IOException {
    byte[] whole = Files.readAllBytes(clip("vp9_200x150_20f.webm"));
    Path cut = Files.write(folder.resolve("cut.webm"), Arrays.copyOf(whole, whole.length / 2));

    FrameSample sample = Video.open(cut).sample(FrameSampler.uniform(), 4).sample();

    assertThat(sample.available()).isBetween(1, 19);
  }

  @Test
  void nameThatLooksLikeAnOptionOrAProtocol_isAFile() throws IOException {
    Path odd = Files.copy(clip("short_256x256_3f.mp4"), folder.resolve("-i concat:a b%d.mp4"));
    assertThat(Video.open(odd).frameCount()).isEqualTo(3);
  }
}
