package io.github.xclip4j.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.xclip4j.SharedData;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Scripts in place of ffmpeg. */
class FfmpegTest {
  @TempDir
  Path folder;

  @BeforeEach
  void scriptsRun() {
    assumeThat(FileSystems.getDefault().supportedFileAttributeViews()).as("scripts").contains("posix");
  }

  private Path script(String body) throws IOException {
    Path script = Files.writeString(folder.resolve("ffmpeg"), "#!/bin/sh\n" + body);
    script.toFile().setExecutable(true);
    return script;
  }

  @Test
  void version_isAskedOncePerExecutable() throws IOException {
    Path calls = folder.resolve("calls");
    Path script = script("echo x >>'" + calls + "'; echo ffmpeg version 9.9 of a test");
    for (int i = 0; i < 5; i++) {
      assertThat(Ffmpeg.at(script).version()).isEqualTo("ffmpeg version 9.9 of a test");
    }
    assertThat(Files.readAllLines(calls)).hasSize(1);
  }

  @Test
  void somethingElse_isNotTaken() throws IOException {
    Path script = script("echo hello");
    assertThatThrownBy(() -> Ffmpeg.at(script)).isInstanceOf(VideoException.class)
        .hasMessageContaining("prints no version");
  }

  @Test
  void missingDecoder_isSaidWithTheRemedy() throws IOException {
    Path script = script("case \"$*\" in *-version*) echo ffmpeg version 5.1; exit 0;; esac\n"
        + "echo 'Decoder (codec h264) not found for input stream #0:0' >&2; exit 1");
    Video video = Video.open(SharedData.fixture("cases/video/five-frames.mp4"), Ffmpeg.at(script));
    assertThatThrownBy(() -> video.sample(FrameSampler.uniform(), 2)).isInstanceOf(VideoException.class)
        .hasMessageContaining("lacks the decoder").hasMessageContaining("codec h264").hasMessageContaining("--ffmpeg");
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void interrupt_endsTheProcessAndWhatItStarted() throws Exception {
    Path started = folder.resolve("started");
    Path script = script("case \"$*\" in *-version*) echo ffmpeg version 5.1; exit 0;; esac\n"
        + "sleep 600 & echo $$ $! >'" + started + "'; wait; echo too late");
    Video video = Video.open(SharedData.fixture("cases/video/five-frames.mp4"), Ffmpeg.at(script));
    Thread caller = Thread.currentThread();
    CountDownLatch ended = new CountDownLatch(1);
    Thread watcher = Thread.ofPlatform().start(() -> {
      while (ended.getCount() > 0 && started.toFile().length() == 0) {
        Thread.onSpinWait();
      }
      caller.interrupt();
    });
    try {
      assertThatThrownBy(() -> video.sample(FrameSampler.uniform(), 2)).isInstanceOf(VideoException.class)
          .hasMessageContaining("interrupted");
      assertThat(Thread.interrupted()).isTrue();
    } finally {
      ended.countDown();
    }
    watcher.join();
    for (String pid : Files.readString(started).strip().split(" ")) {
      ProcessHandle.of(Long.parseLong(pid)).ifPresent(process -> process.onExit().join()); // or the test times out
    }
  }

  @Test
  void noPpm_isSaid() throws IOException {
    Path script = script("case \"$*\" in *-version*) echo ffmpeg version 5.1;; *framecrc*) echo 0, 0, 0, 1, 1, 0x0;;"
        + " *) echo hello; echo hello; echo hello;; esac");
    Video video = Video.open(SharedData.fixture("cases/video/five-frames.mp4"), Ffmpeg.at(script));
    assertThatThrownBy(() -> video.sample(FrameSampler.uniform(), 2)).isInstanceOf(VideoException.class)
        .hasMessageContaining("no PPM picture");
  }
}
