package io.github.xclip4j.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.xclip4j.SharedData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real files through a real ffmpeg. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FfmpegVideoTest {
  private static final Path CASES = SharedData.fixture("cases/video");

  @TempDir
  Path folder;

  @BeforeEach
  void ffmpegRuns() {
    String reason = "";
    try {
      Ffmpeg.find();
    } catch (VideoException e) {
      reason = e.getMessage();
    }
    assumeThat(reason).as("ffmpeg").isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"size-changes.ts, 59", "size-changes.webm, 60"})
  void sizeThatChanges_framesAreThoseOfTheirIndices(String name, int count) throws IOException {
    Path file = CASES.resolve(name);
    Frames all = Video.open(file).sample(FrameSampler.all(), 1).frames();
    assertThat(all.count()).isEqualTo(count);

    SampledFrames some = Video.open(file).sample(FrameSampler.uniform(), 8);
    SampledFrames last = Video.open(file).sample(FrameSampler.window(1, 54), 4);

    assertThat(some.frames().rgb()).isEqualTo(chosen(all, some.sample().indices()));
    assertThat(last.sample().indices()).containsExactly(54, 55, 56, 57);
    assertThat(last.frames().rgb()).isEqualTo(chosen(all, 54, 55, 56, 57));
    assertThat(some.sample().available()).isEqualTo(count);
  }

  private static byte[] chosen(Frames all, int... indices) {
    ByteBuffer rgb = ByteBuffer.allocate(indices.length * all.frameBytes());
    for (int index : indices) {
      rgb.put(all.rgb(), index * all.frameBytes(), all.frameBytes());
    }
    return rgb.array();
  }

  /** One of its 60 packets gives no frame. */
  @Test
  void containerWithMorePacketsThanFrames_isSampledByWhatWasDecoded() throws IOException {
    SampledFrames sampled = Video.open(CASES.resolve("size-changes.ts")).sample(FrameSampler.uniform(), 8);
    assertThat(sampled.sample().indices()).isEqualTo(FrameSampler.uniform().indices(59, 8));
    assertThat(sampled.sample().notes()).singleElement().asString()
        .contains("announces 60 frames, 59 could be decoded");
  }

  @Test
  void timesAndRate_comeWithTheFrames() throws IOException {
    Video video = Video.open(CASES.resolve("five-frames.mp4"));
    FrameSample sample = video.sample(FrameSampler.of(4, 1), 2).sample();
    double rate = sample.framesPerSecond().orElseThrow();
    assertThat(sample.timestamps()).containsExactly(new double[] {4 / rate, 1 / rate}, within(1e-3));
    assertThat(sample.notes()).isEmpty();
    assertThat(video.frameCount()).isEqualTo(5);
  }

  @Test
  void contentDecides_notTheName() throws IOException {
    byte[] expected =
        Video.open(CASES.resolve("five-frames.mp4")).sample(FrameSampler.all(), 1).frames().rgb();
    for (String name : List.of("a.gif", "a.png", "%d.mp4", "b.jpg", "a:b.mp4", "-map.mp4", "concat:x|y", "#?.mp4")) {
      Path file = Files.copy(CASES.resolve("five-frames.mp4"), folder.resolve(name));
      assertThat(Video.open(file).sample(FrameSampler.all(), 1).frames().rgb()).as(name).isEqualTo(expected);
    }
  }

  /** Pictures that only ffmpeg reads, under names that it takes for a pattern of many names. */
  @Test
  void pictureWhoseNameIsAPattern_isThatFile() throws IOException {
    for (int i = 1; i <= 3; i++) {
      tga("img" + i + ".tga", 10 * i);
    }
    tga("img%d.tga", 77);
    tga("a%03d.tga", 88);
    assertThat(Video.open(folder.resolve("img%d.tga")).sample(FrameSampler.all(), 1).frames().rgb()).containsOnly(77);
    assertThat(Video.open(folder.resolve("a%03d.tga")).sample(FrameSampler.all(), 1).frames().rgb()).containsOnly(88);
  }

  @Test
  void folderOfPicturesThatOnlyFfmpegReads_isAVideo() throws IOException {
    tga("9.tga", 9);
    tga("10.tga", 10);
    SampledFrames sampled = Video.open(folder).sample(FrameSampler.all(), 1);
    assertThat(sampled.frames().rgb()).startsWith(9).endsWith(10).hasSize(2 * 16 * 16 * 3);
  }

  private void tga(String name, int grey) throws IOException {
    byte[] pixels = new byte[16 * 16 * 3];
    Arrays.fill(pixels, (byte) grey);
    Files.write(folder.resolve(name), ByteBuffer.allocate(18 + pixels.length).order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0}).putShort((short) 16).putShort((short) 16)
        .put(new byte[] {24, 32}).put(pixels).array());
  }

  @Test
  void animatedPng_isAVideo() throws IOException {
    Path png = folder.resolve("a.png");
    make(png, "testsrc=size=16x16:rate=10:duration=0.5", "-plays", "0", "-f", "apng");
    FrameSample sample = Video.open(png).sample(FrameSampler.all(), 1).sample();
    assertThat(sample.available()).isEqualTo(5);
    assertThat(sample.timestamps()).containsExactly(new double[] {0, 0.1, 0.2, 0.3, 0.4}, within(1e-9));
  }

  /** Frames before the cut are in the file, and hidden. */
  @Test
  void editList_hidesFramesFromTheCount() throws IOException {
    Path whole = folder.resolve("whole.mp4");
    make(whole, "testsrc=size=64x48:rate=10:duration=3", "-c:v", "mpeg4", "-g", "30", "-bf", "0");
    Path cut = folder.resolve("cut.mp4");
    ffmpeg("-ss", "1.05", "-i", whole.toString(), "-c", "copy", cut.toString());

    Video video = Video.open(cut);
    int announced = video.frameCount();
    SampledFrames sampled = video.sample(FrameSampler.uniform(), 4);

    assertThat(announced).isLessThan(30).isEqualTo(sampled.sample().available());
    assertThat(sampled.sample().notes()).isEmpty();
  }

  @Test
  void variableRate_hasTimesOfItsOwn() throws IOException {
    Path file = folder.resolve("vfr.mkv");
    make(file, "testsrc=size=64x48:rate=10:duration=2", "-vf", "select=not(mod(n\\,3))*lt(n\\,10)+gte(n\\,10)",
        "-fps_mode", "passthrough", "-c:v", "mjpeg");
    FrameSample sample = Video.open(file).sample(FrameSampler.all(), 1).sample();
    assertThat(sample.timestamps()).startsWith(new double[] {0, 0.3, 0.6, 0.9, 1.0, 1.1}, within(1e-9));
  }

  @Test
  void cutOffFile_isSaid() throws IOException {
    Path whole = folder.resolve("whole.mkv");
    make(whole, "testsrc=size=64x48:rate=10:duration=3", "-c:v", "mjpeg");
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = Files.write(folder.resolve("cut.mkv"), Arrays.copyOf(bytes, bytes.length / 2));

    FrameSample sample = Video.open(cut).sample(FrameSampler.uniform(), 4).sample();

    assertThat(sample.available()).isBetween(5, 25);
    assertThat(sample.notes()).anyMatch(note -> note.contains("cut.mkv: the file is cut off; " + sample.available()));
  }

  @Test
  void soundOnly_isSaid() throws IOException {
    Path file = folder.resolve("a.wav");
    make(file, "sine=duration=0.2");
    assertThatThrownBy(() -> Video.open(file).frameCount()).isInstanceOf(VideoException.class)
        .hasMessageContaining("no video stream");
  }

  @Test
  void preparing_equalsSamplingAndProcessing() throws IOException {
    ImageProcessor processor = ImageProcessor.of(32, 32);
    Path file = CASES.resolve("five-frames.mp4");
    PreparedVideo prepared = Video.open(file).prepare(FrameSampler.uniform(), 8, processor);
    Frames frames = Video.open(file).sample(FrameSampler.uniform(), 8).frames();
    assertThat(prepared.pixels().planar()).isEqualTo(processor.process(frames).planar());
    assertThat(prepared.sample().framesPerSecond()).isNotEqualTo(OptionalDouble.empty());
  }

  private static void make(Path file, String graph, String... encoding) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("-f", "lavfi", "-i", graph));
    arguments.addAll(List.of(encoding));
    arguments.add(file.toString());
    ffmpeg(arguments.toArray(String[]::new));
  }

  private static void ffmpeg(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of("-nostdin", "-v", "error", "-y"));
    all.addAll(List.of(arguments));
    List<String> messages = new ArrayList<>();
    int status = Ffmpeg.find().run(all, output -> output.readAllBytes(), messages::add);
    assertThat(status).as(String.join("; ", messages)).isZero();
  }
}
