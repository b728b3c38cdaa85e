package io.github.xclip4j.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.xclip4j.SharedData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames one after the other with their times, each video decoded once. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PlayTest {
  private static final Path CASES = SharedData.fixture("cases/video");

  @TempDir
  private Path folder;

  private static Ffmpeg ffmpeg() {
    try {
      return Ffmpeg.find();
    } catch (VideoException e) {
      assumeThat(e.getMessage()).as("ffmpeg").isEmpty();
      throw new AssertionError(e);
    }
  }

  private static final class Played implements FrameSource.TimedReceiver {
    private final List<Double> times = new ArrayList<>();
    private final ByteArrayOutputStream pixels = new ByteArrayOutputStream();

    @Override
    public void accept(double seconds, Frames frame) throws IOException {
      times.add(seconds);
      pixels.write(frame.rgb());
    }

    private void assertIs(SampledFrames all) {
      assertThat(pixels.toByteArray()).isEqualTo(all.frames().rgb());
      assertThat(times.stream().mapToDouble(each -> each).toArray())
          .containsExactly(all.sample().timestamps(), within(1e-9));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"size-changes.webm", "size-changes.ts"})
  void file_framesAndTimesAreThoseOfASample(String name) throws IOException {
    ffmpeg();
    Played played = new Played();
    Video.open(CASES.resolve(name)).play(played);
    played.assertIs(Video.open(CASES.resolve(name)).sample(FrameSampler.all(), 1));
  }

  @Test
  void stream_framesAndTimesAreThoseOfTheFile() throws IOException {
    Path file = CASES.resolve("size-changes.webm");
    Played played = new Played();
    try (InputStream content = Files.newInputStream(file)) {
      Video.live(content, ffmpeg()).play(played);
    }
    played.assertIs(Video.open(file).sample(FrameSampler.all(), 1));
  }

  @Test
  void gif_framesHaveTheTimesOfItsDelays() throws IOException {
    Path gif = SharedData.root()
        .resolve("src/main/resources/io/github/xclip4j/cli/demo/clips/red-square-moving-right.gif");
    Played played = new Played();
    Video.open(gif).play(played);
    played.assertIs(Video.open(gif).sample(FrameSampler.all(), 1));
    assertThat(played.times).hasSize(16).startsWith(0.0, 0.08);
  }

  @Test
  void receiverThatFails_endsDecoding() {
    ffmpeg();
    assertThatThrownBy(() -> Video.open(CASES.resolve("size-changes.webm")).play((_, _) -> {
      throw new IOException("enough");
    })).isInstanceOf(IOException.class).hasMessage("enough");
  }

  @Test
  void framesWithoutTimes_areRefused() {
    assertThatThrownBy(() -> Video.of(new Frames(1, 1, 1, new byte[3])).play((_, _) -> {}))
        .isInstanceOf(VideoException.class).hasMessageContaining("when its frames are shown");
  }

  @Test
  void liveSource_isPlayedOnly() {
    Video live = Video.live("rtsp://camera/", ffmpeg());
    assertThatThrownBy(() -> live.sample(FrameSampler.uniform(), 8)).isInstanceOf(VideoException.class)
        .hasMessageContaining("rtsp://camera/").hasMessageContaining("as they come");
  }

  @Test
  void streamOfSomethingElse_isSaid() throws IOException {
    Path text = Files.writeString(folder.resolve("text"), "no video");
    try (InputStream content = Files.newInputStream(text)) {
      assertThatThrownBy(() -> Video.live(content, ffmpeg()).play((_, _) -> {})).isInstanceOf(VideoException.class)
          .hasMessageContaining("no picture came");
    }
  }
}
