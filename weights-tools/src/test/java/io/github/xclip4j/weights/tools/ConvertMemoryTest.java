package io.github.xclip4j.weights.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.cli.Subcommands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Converting a full-size checkpoint in a heap far smaller than its largest tensor. */
class ConvertMemoryTest {
  /** The token embedding of base-patch32 has 101 MB in float32: it cannot be on this heap whole. */
  private static final String HEAP = "-Xmx48m";

  @TempDir
  private Path folder;

  @Test
  void basePatch32_isConvertedInASmallHeap() throws Exception {
    Path made = folder.resolve("made");
    run("synth", "--name", "base-patch32", "--dtype", "bf16", made.toString());
    Path converted = folder.resolve("converted");
    run("convert", made.toString(), converted.toString(), "--dtype", "f16");
    assertThat(Files.size(converted.resolve("model.safetensors"))).isGreaterThan(390_000_000L);
  }

  private void run(String... arguments) throws IOException, InterruptedException {
    Path log = folder.resolve("log");
    ProcessBuilder builder = new ProcessBuilder(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(), HEAP,
        "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), Main.class.getName());
    builder.command().addAll(java.util.List.of(arguments));
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("ends in time").isTrue();
    assertThat(process.exitValue()).as(() -> read(log)).isZero();
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** The command in a process of its own. */
  static final class Main {
    private Main() {}

    public static void main(String[] arguments) {
      Subcommands commands = new WeightsCommands();
      System.exit(new CommandLine(commands.commands().getFirst()).execute(arguments));
    }
  }
}
