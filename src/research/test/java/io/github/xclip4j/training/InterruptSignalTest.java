package io.github.xclip4j.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

class InterruptSignalTest {
  /** Waits until it is told to end. */
  static final class Waiting {
    private Waiting() {}

    /** @param args none */
    public static void main(String[] args) throws InterruptedException {
      try (InterruptSignal signal = new InterruptSignal(() -> System.out.println("noted"))) {
        System.out.println("ready");
        while (!signal.isRaised()) {
          TimeUnit.MILLISECONDS.sleep(5);
        }
      }
      System.exit(7);
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void terminate_isNoted_andTheProcessEndsByItself() throws IOException, InterruptedException {
    Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
        System.getProperty("java.class.path"), Waiting.class.getName()).redirectErrorStream(true).start();
    try (BufferedReader lines = process.inputReader()) {
      assertThat(lines.readLine()).isEqualTo("ready");
      process.toHandle().destroy(); // SIGTERM; Process.destroy would close the streams, too
      assertThat(lines.readLine()).isEqualTo("noted");
    }
    assertThat(process.waitFor()).isEqualTo(7);
  }
}
