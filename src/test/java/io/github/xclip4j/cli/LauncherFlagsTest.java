package io.github.xclip4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.xclip4j.SharedData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The flags that the launcher gives to the JVM: a class renamed without them would only be slower. */
class LauncherFlagsTest {
  private static final Path FLAGS = SharedData.root().resolve("src/main/scripts/jvm.args");

  @Test
  void kernelsThatFlagsName_exist() throws IOException {
    List<String> named = Pattern.compile(",(io\\.github\\.xclip4j\\.[\\w.]+)::\\*,").matcher(Files.readString(FLAGS))
        .results().map((MatchResult match) -> match.group(1)).toList();

    assertThat(named).isNotEmpty()
        .allSatisfy(name -> assertThatCode(() -> Class.forName(name, false, LauncherFlagsTest.class.getClassLoader()))
            .doesNotThrowAnyException());
  }

  @Test
  @Timeout(60)
  void jvm_takesThemInSilence() throws IOException, InterruptedException {
    Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "@" + FLAGS, "--version").redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isZero();
    assertThat(said.replace("WARNING: Using incubator modules: jdk.incubator.vector\n", "").lines()).hasSize(3);
  }
}
