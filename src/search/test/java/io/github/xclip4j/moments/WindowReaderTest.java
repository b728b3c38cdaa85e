package io.github.xclip4j.moments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xclip4j.moments.WindowReader.Batch;
import io.github.xclip4j.moments.WindowReader.Pace;
import io.github.xclip4j.video.FrameSource;
import io.github.xclip4j.video.Frames;
import io.github.xclip4j.video.ImageProcessor;
import io.github.xclip4j.video.Video;
import io.github.xclip4j.video.VideoException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WindowReaderTest {
  private static final ImageProcessor IMAGES = ImageProcessor.of(2, 2);
  private static final WindowPlan PLAN = new WindowPlan(2, 1, 1);

  /** Ten frames a second of so many seconds; what happens after the last one. */
  private record Source(int seconds, Runnable atEnd) implements FrameSource {
    @Override
    public String description() {
      return "source";
    }

    @Override
    public int frameCount() {
      return 10 * seconds;
    }

    @Override
    public void read(int[] indices, Receiver frames) {}

    @Override
    public void play(TimedReceiver frames) throws IOException {
      for (int i = 0; i < frameCount(); i++) {
        frames.accept(i / 10.0, new Frames(1, 2, 2, new byte[12]));
      }
      atEnd.run();
    }
  }

  private static WindowReader read(Source source, Pace pace, int most) {
    return WindowReader.start(Video.of(source), PLAN, IMAGES, pace, most);
  }

  @Test
  void everyWindow_comesInFullBatches() throws IOException {
    List<Integer> sizes = new ArrayList<>();
    try (WindowReader reader = read(new Source(10, () -> {}), Pace.EVERY_WINDOW, 8)) {
      for (Batch batch = reader.next(4); !batch.windows().isEmpty(); batch = reader.next(4)) {
        sizes.add(batch.windows().size());
        assertThat(batch.skipped().windows()).isZero();
      }
    }
    assertThat(sizes).containsExactly(4, 4, 2);
  }

  @Test
  void latest_skipsTheOldestAndSaysWhich() throws Exception {
    CountDownLatch played = new CountDownLatch(1);
    try (WindowReader reader = read(new Source(20, played::countDown), Pace.LATEST, 3)) {
      played.await();
      List<Window> rest = new ArrayList<>();
      Batch first = reader.next(1);
      rest.addAll(first.windows());
      for (Batch batch = reader.next(1); !batch.windows().isEmpty(); batch = reader.next(1)) {
        rest.addAll(batch.windows());
      }
      assertThat(rest).hasSize(3).last().extracting(Window::start).isEqualTo(19.0);
      assertThat(first.skipped().windows()).isBetween(16, 17);
      assertThat(first.skipped().from()).isZero();
    }
  }

  @Test
  void failure_comesAfterTheWindowsBeforeIt() throws IOException {
    Source broken = new Source(3, () -> {
      throw new UncheckedIOException(new VideoException("broken"));
    });
    try (WindowReader reader = read(broken, Pace.EVERY_WINDOW, 8)) {
      assertThat(reader.next(8).windows()).hasSizeBetween(2, 3);
      assertThatThrownBy(() -> reader.next(8)).hasMessageContaining("broken");
    }
  }

  @Test
  void closed_whileDecodingWaits_ends() throws IOException {
    WindowReader reader = read(new Source(1000, () -> {}), Pace.EVERY_WINDOW, 2);
    assertThat(reader.next(1).windows()).hasSize(1);
    reader.close();
  }

  @Test
  void interrupted_whileItWaits_saysSo() {
    try (WindowReader reader = read(new Source(1000, () -> {}), Pace.EVERY_WINDOW, 1)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> {
        while (true) {
          reader.next(1);
        }
      }).isInstanceOf(InterruptedIOException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
