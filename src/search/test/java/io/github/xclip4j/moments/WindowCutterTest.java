package io.github.xclip4j.moments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xclip4j.video.FrameSampler;
import io.github.xclip4j.video.Frames;
import io.github.xclip4j.video.ImageProcessor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowCutterTest {
  private static final Offset<Double> EXACT = Offset.offset(1e-9);
  private final ImageProcessor images = ImageProcessor.of(2, 2);

  /** Each frame is of one grey, its number. */
  private List<Window> cut(WindowPlan plan, double... times) throws IOException {
    List<Window> windows = new ArrayList<>();
    WindowCutter cutter = new WindowCutter(plan, images, windows::add);
    byte[] rgb = new byte[12];
    for (int i = 0; i < times.length; i++) {
      Arrays.fill(rgb, (byte) i);
      cutter.accept(times[i], new Frames(1, 2, 2, rgb));
    }
    cutter.finish();
    return windows;
  }

  private static int[] frames(Window window) {
    int bytes = window.pixels().planar().length / window.pixels().count();
    return IntStream.range(0, window.pixels().count()).map(i -> window.pixels().planar()[i * bytes] & 0xFF).toArray();
  }

  private static double[] constant(double rate, int count) {
    return IntStream.range(0, count).mapToDouble(i -> i / rate).toArray();
  }

  @ParameterizedTest
  @CsvSource({"25, 2, 1", "12.5, 2, 1", "30, 2, 0.5", "29.97, 1, 1", "8, 2, 1", "3, 2, 1", "10, 1.5, 0.7"})
  void constantRate_windowsLookAtWhatAUniformSampleOfTheirClipLooksAt(double rate, double window, double stride)
      throws IOException {
    List<Window> windows = cut(new WindowPlan(8, window, stride), constant(rate, 200));
    int perWindow = (int) Math.round(rate * window);
    boolean whole = Math.abs(rate * window - perWindow) < 1e-9 && Math.abs(rate * stride % 1) < 1e-9;
    for (Window each : windows.subList(0, windows.size() - 1)) {
      int first = (int) Math.ceil(each.start() * rate - 1e-9);
      if (whole) {
        int[] uniform = FrameSampler.uniform().indices(perWindow, 8);
        assertThat(frames(each)).containsExactly(Arrays.stream(uniform).map(i -> i + first).toArray());
      }
      assertThat(Arrays.stream(each.frameTimes()))
          .allMatch(time -> time > each.start() - 1 / rate && time < each.end());
    }
    assertThat(windows.getLast().end()).isCloseTo(200 / rate, Offset.offset(stride / 2 + 1e-9));
  }

  @Test
  void variableRate_whatIsShownAtTheTimeIsLookedAt() throws IOException {
    // Looks at 0.5, 1.5, 2.5, 3.5 s; the frame of 0.4 s is shown until 2.6 s.
    List<Window> windows = cut(new WindowPlan(4, 4, 4), 0, 0.4, 2.6, 2.7, 3.5, 3.9);
    assertThat(windows).hasSize(1);
    assertThat(frames(windows.getFirst())).containsExactly(1, 1, 1, 4);
    assertThat(windows.getFirst().frameTimes()).containsExactly(new double[] {0.4, 0.4, 0.4, 3.5}, EXACT);
  }

  @Test
  void longPause_fillsItsWindowsWithTheFrameThatIsShown() throws IOException {
    List<Window> windows = cut(new WindowPlan(2, 1, 1), 0, 0.5, 4);
    assertThat(windows).hasSize(5);
    assertThat(frames(windows.get(0))).containsExactly(0, 1);
    assertThat(frames(windows.get(3))).containsExactly(1, 1);
    assertThat(frames(windows.get(4))).containsExactly(2, 2);
  }

  @Test
  void shorterThanAWindow_isOneWindowSpreadOverIt() throws IOException {
    List<Window> windows = cut(new WindowPlan(4, 2, 1), constant(10, 8));
    assertThat(windows).hasSize(1);
    assertThat(windows.getFirst().end()).isCloseTo(0.8, EXACT);
    assertThat(frames(windows.getFirst())).containsExactly(1, 3, 5, 7);
  }

  @Test
  void singleFrame_isAWindow() throws IOException {
    List<Window> windows = cut(new WindowPlan(4, 2, 1), 0);
    assertThat(windows).hasSize(1);
    assertThat(frames(windows.getFirst())).containsExactly(0, 0, 0, 0);
  }

  @Test
  void rest_thatNoWindowCovers_isAShorterOne() throws IOException {
    List<Window> windows = cut(new WindowPlan(2, 2, 2), constant(10, 55));
    assertThat(windows).extracting(Window::start).containsExactly(0.0, 2.0, 4.0);
    assertThat(windows.getLast().end()).isCloseTo(5.5, EXACT);
    assertThat(frames(windows.getLast())[0]).isGreaterThanOrEqualTo(40);
  }

  @Test
  void clockThatDoesNotBeginAtZero_isKept() throws IOException {
    List<Window> windows =
        cut(new WindowPlan(2, 1, 1), IntStream.range(0, 20).mapToDouble(i -> 7 + i / 10.0).toArray());
    assertThat(windows).extracting(Window::start).containsExactly(7.0, 8.0);
  }

  @Test
  void planWithGaps_isRefused() {
    assertThatThrownBy(() -> new WindowPlan(8, 2, 3)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2.0").hasMessageContaining("3.0");
    assertThatThrownBy(() -> new WindowPlan(8, 2, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
