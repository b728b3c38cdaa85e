package io.github.xclip4j.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines as ffmpeg 5.1 and 7.1 print them. */
class FfmpegLogTest {
  private static final String SHOW = "[Parsed_showinfo_0 @ 0x55bf5fd55580] [info] ";

  private static FfmpegLog log(String... lines) {
    FfmpegLog log = new FfmpegLog("file:/v.mp4");
    for (String line : lines) {
      log.add(line);
    }
    return log;
  }

  @Test
  void framesAndTimes_areThoseOfShowinfo() {
    FfmpegLog log = log(SHOW + "config in time_base: 1/12800, frame_rate: 25/1",
        SHOW + "n:   0 pts:      0 pts_time:0       pos:       48 fmt:yuv420p",
        SHOW + "  side data - User Data Unregistered:", SHOW + "color_range:unknown",
        SHOW + "n:   1 pts:    512 pts_time:0.04    duration:    512 fmt:yuv420p",
        SHOW + "n:   2 pts: NOPTS pts_time:NOPTS   pos:       48 fmt:yuv420p",
        "[info]     title           : n: 3 pts: 7 pts_time:0");
    assertThat(log.frames()).isEqualTo(3);
    assertThat(log.timestamps()).containsExactly(new double[] {0, 0.04, 0.08}, within(1e-12));
    assertThat(log.framesPerSecond()).isEqualTo(OptionalDouble.of(25));
    assertThat(log.hasChanged()).isFalse();
  }

  @Test
  void filtersSetUpAnew_areNoticed() {
    String config = SHOW + "config in time_base: 1/90000, frame_rate: 0/0";
    assertThat(log(config, config, SHOW + "n: 0 pts: 0 pts_time:0").hasChanged()).isFalse();
    FfmpegLog log = log(config, SHOW + "n: 0 pts: 0 pts_time:0", config, SHOW + "n: 0 pts: 45000 pts_time:0.5");
    assertThat(log.hasChanged()).isTrue();
    assertThat(log.frames()).isEqualTo(2);
    assertThat(log.framesPerSecond()).isEqualTo(OptionalDouble.of(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "[null @ 0x1] [error] Application provided invalid, non monotonically increasing dts to muxer in stream 0: 3 >= 3",
      "[mp4 @ 0x1] [error] pts (1) < dts (2) in stream 0", "[avi @ 0x1] [error] Timestamps are unset in a packet",
      "[mov,mp4,m4a,3gp,3g2,mj2 @ 0x1] [error] Invalid edit list entry",
      "[aac @ 0x1] [error] channel element 1.6 is not allocated",
      "[mp3float @ 0x1] [error] Header missing", "[h264 @ 0x1] [warning] co located POCs unavailable"})
  void errorsThatLeavePicturesWhole_areNoDamage(String line) {
    assertThat(log(line).damaged()).isZero();
    assertThat(log(line).isCutOff()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[h264 @ 0x1] [error] error while decoding MB 6 5, bytestream -40",
      "[vist#0:0/h264 @ 0x1] [dec:h264 @ 0x2] [error] Decoding error: Invalid data found when processing input",
      "[error] Error while decoding stream #0:0: Invalid data found when processing input"})
  void errorsOfPictures_areDamage(String line) {
    assertThat(log(line).damaged()).isEqualTo(1);
    assertThat(log(line).damage()).doesNotContain("@").isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[mov,mp4,m4a,3gp,3g2,mj2 @ 0x1] [error] stream 0, offset 0x868e: partial file",
      "[matroska,webm @ 0x1] [error] File ended prematurely",
      "[matroska,webm @ 0x1] [error] File ended prematurely at pos. 3 (0x3)",
      "[mov,mp4,m4a,3gp,3g2,mj2 @ 0x1] [error] moov atom not found"})
  void endThatIsMissing_isCutOff(String line) {
    assertThat(log(line).isCutOff()).isTrue();
    assertThat(log(line).damaged()).isZero();
    assertThat(log("[mov @ 0x1] [warning] Format mov detected only with low score of 1, misdetection possible!", line)
        .isCutOff()).isFalse();
  }
}
