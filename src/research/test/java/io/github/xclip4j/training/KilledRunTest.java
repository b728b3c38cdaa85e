package io.github.xclip4j.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is killed (SIGKILL) at any moment and taken up again ends in the same bytes. */
class KilledRunTest {
  private static final Path BASE = SharedData.fixture("checkpoints/tiny-a");
  private static final int KILLS = 20;

  @Test
  void run_killedAtRandomMoments_endsInTheSameBytes(@TempDir Path whole, @TempDir Path killed) throws Exception {
    KilledRun.run(whole, BASE);
    Random random = new Random(20);
    for (int kill = 0; kill < KILLS; kill++) {
      Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
          System.getProperty("java.class.path"), "--add-modules", "jdk.incubator.vector", "-XX:TieredStopAtLevel=1",
          KilledRun.class.getName(), killed.toString(), BASE.toString())
          .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
      // Until its next checkpoint and a little longer, so that every process gets somewhere before it is killed.
      long before = newest(killed);
      while (process.isAlive() && newest(killed) == before) {
        process.waitFor(5, TimeUnit.MILLISECONDS);
      }
      process.waitFor(random.nextInt(60), TimeUnit.MILLISECONDS);
      process.destroyForcibly().waitFor();
    }
    KilledRun.run(killed, BASE);
    for (String name : List.of("last/model.safetensors", "last/optimizer.safetensors", "last/trainer_state.json",
        "metrics.jsonl")) {
      assertThat(killed.resolve(name)).as(name).hasSameBinaryContentAs(whole.resolve(name));
    }
  }

  private static long newest(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).filter(name -> name.startsWith("checkpoint-"))
          .mapToLong(name -> Long.parseLong(name.substring(11))).max().orElse(0);
    }
  }
}
