package io.github.xclip4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.SharedData;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launcher, in a project of its own whose {@code java} and {@code mvn} are scripts that say how they were called. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class LauncherTest {
  private static final Path SCRIPTS = SharedData.root().resolve("src/main/scripts");

  @TempDir
  private Path folder;

  private Path project;
  private Path tools;

  @BeforeEach
  void makeProject() throws IOException {
    project = makeProject("project");
    tools = Files.createDirectory(folder.resolve("tools"));
    script(folder.resolve("jdk/bin/java"), "echo \"LC_ALL=${LC_ALL:-}\"; printf '%s\\n' \"$@\"");
    Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
    script(tools.resolve("mvn"), "echo built >>\"$BUILDS\"",
        "until [ -e \"$GO\" ]; do sleep 0.1; done",
        "mkdir -p target/lib weights-tools/target src/research/target src/search/target",
        "touch target/xclip4j-1-cli.jar target/lib/picocli-1.jar weights-tools/target/xclip4j-weights-tools-1.jar",
        "touch src/research/target/xclip4j-research-1.jar src/search/target/xclip4j-search-1.jar");
    Files.createFile(go());
  }

  private Path makeProject(String name) throws IOException {
    Path root = folder.resolve(name);
    Path scripts = Files.createDirectories(root.resolve("src/main/scripts"));
    Files.copy(SCRIPTS.resolve("xclip4j"), scripts.resolve("xclip4j"));
    Files.copy(SCRIPTS.resolve("jvm.args"), scripts.resolve("jvm.args"));
    Files.copy(SharedData.root().resolve("pom.xml"), root.resolve("pom.xml"));
    return root;
  }

  private static void script(Path file, String... lines) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Path launcher() {
    return project.resolve("src/main/scripts/xclip4j");
  }

  /** The build ends once this is there. */
  private Path go() {
    return folder.resolve("go");
  }

  private Path lock() {
    return project.resolve("target/.build-lock");
  }

  private List<String> builds() throws IOException {
    Path builds = folder.resolve("builds");
    return Files.exists(builds) ? Files.readAllLines(builds) : List.of();
  }

  private ProcessBuilder launch(Object... words) {
    List<String> command = new ArrayList<>();
    for (Object word : words) {
      command.add(word.toString());
    }
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.put("JAVA_HOME", folder.resolve("jdk").toString());
    environment.put("PATH", tools + ":" + environment.get("PATH"));
    environment.put("BUILDS", folder.resolve("builds").toString());
    environment.put("GO", go().toString());
    return builder;
  }

  private static String output(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static String errors(Process process) throws IOException {
    return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void notBuilt_buildsOnceAndRuns() throws Exception {
    for (int run = 0; run < 2; run++) {
      Process process = launch(launcher(), "classify", "a b.gif").start();
      assertThat(output(process).lines()).contains("io.github.xclip4j.cli.Main", "classify", "a b.gif");
      assertThat(process.waitFor()).isZero();
    }
    assertThat(builds()).hasSize(1);
    assertThat(lock()).doesNotExist();
  }

  @Test
  void jarsOfOthers_comeLastOnTheClassPath() throws Exception {
    ProcessBuilder builder = launch(launcher(), "similar");
    builder.environment().put("XCLIP4J_CLASS_PATH", "/opt/my jars/similar.jar:/opt/lib/*");
    assertThat(output(builder.start()).lines())
        .anyMatch(line -> line.endsWith("-1.jar:/opt/my jars/similar.jar:/opt/lib/*"));
    assertThat(output(launch(launcher(), "similar").start()).lines())
        .anyMatch(line -> line.contains(":") && line.endsWith("-1.jar"));
  }

  @Test
  void build_printsNothingForTerminals() throws Exception {
    script(tools.resolve("mvn"), "echo \"$MAVEN_OPTS $*\"", "exit 1");
    ProcessBuilder builder = launch(launcher(), "demo");
    builder.environment().put("MAVEN_OPTS", "-Xmx1g");
    assertThat(errors(builder.start())).contains("-Djansi.noreset=true -Xmx1g ", "-Dstyle.color=never");
  }

  @Test
  void notBuilt_twoAtOnce_oneWaitsForTheOther() throws Exception {
    Files.delete(go());
    Process first = launch(launcher(), "demo").start();
    Process second = launch(launcher(), "demo").start();
    try (BufferedReader firstSays = first.errorReader(); BufferedReader secondSays = second.errorReader()) {
      assertThat(List.of(firstSays.readLine(), secondSays.readLine()))
          .anyMatch(line -> line.startsWith("xclip4j: building, once"))
          .anyMatch(line -> line.startsWith("xclip4j: waiting for another build in " + project));
      Files.createFile(go());
      assertThat(first.waitFor()).isZero();
      assertThat(second.waitFor()).isZero();
    }
    assertThat(builds()).hasSize(1);
  }

  @Test
  void lockOfABuildThatWasKilled_isTakenOver() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Files.createDirectories(lock());
    Files.writeString(lock().resolve("pid"), dead.pid() + "\n");

    assertThat(launch(launcher(), "demo").start().waitFor()).isZero();

    assertThat(builds()).hasSize(1);
    assertThat(lock()).doesNotExist();
  }

  @Test
  void failedBuild_leavesNoLock() throws Exception {
    script(tools.resolve("mvn"), "exit 1");
    Process process = launch(launcher(), "demo").start();
    assertThat(errors(process)).contains("xclip4j: the build failed");
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(lock()).doesNotExist();
  }

  @Test
  void copyOutsideTheProject_saysSoAndBuildsNothing() throws Exception {
    Path copy = Files.createDirectories(folder.resolve("usr/local/bin")).resolve("xclip4j");
    Files.copy(launcher(), copy);
    Process process = launch("sh", copy, "demo").start();
    assertThat(errors(process)).startsWith("xclip4j: " + copy + " is a copy outside the project").hasLineCount(1);
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(builds()).isEmpty();
  }

  @Test
  void linkOutsideTheProject_runs() throws Exception {
    Path link = Files.createSymbolicLink(tools.resolve("xclip4j"), launcher());
    assertThat(launch(link, "demo").start().waitFor()).isZero();
    assertThat(launch("sh", "xclip4j", "demo").directory(tools.toFile()).start().waitFor()).isZero();
    assertThat(launch("sh", "-c", "xclip4j demo").start().waitFor()).isZero();
  }

  @Test
  void projectWithAColonInItsName_saysWhyNot() throws Exception {
    project = makeProject("pro:ject");
    Process process = launch(launcher(), "demo").start();
    assertThat(errors(process)).contains("pro:ject", "colon", "rename").hasLineCount(1);
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(builds()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"POSIX, C.UTF-8", "C, C.UTF-8", "no_SUCH, C.UTF-8", "C.UTF-8, C.UTF-8"})
  void localeOfAsciiOnly_javaRunsWithUtf8(String locale, String ofJava) throws Exception {
    // The shell makes the argument: this JVM may run in such a locale, too.
    ProcessBuilder builder = launch("sh", "-c", "exec \"$@\" \"$(printf 'caf\\303\\251')\"", "sh", launcher());
    builder.environment().put("LC_ALL", locale);
    assertThat(output(builder.start()).lines()).contains("LC_ALL=" + ofJava, "caf\u00E9");
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
  void signal_endsJavaAndIsTheStatus(String signal, int status) throws Exception {
    // A shell cannot catch what is ignored when it starts, as under nohup.
    String caught = "--default-signal=INT,TERM,HUP";
    Assumptions.assumeTrue(new ProcessBuilder("env", caught, "true").start().waitFor() == 0,
        "env cannot undo that signals are ignored, if they are here");
    script(folder.resolve("jdk/bin/java"), "trap 'echo ended; exit 143' TERM", "echo running",
        "while :; do sleep 0.1; done");
    Process process = launch("env", caught, launcher(), "classify").start();
    try (BufferedReader says = process.inputReader()) {
      assertThat(says.readLine()).isEqualTo("running");
      new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
      assertThat(says.readLine()).isEqualTo("ended");
    }
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(status);
  }

  @Test
  void failureOfJava_isTheStatus() throws Exception {
    script(folder.resolve("jdk/bin/java"), "exit 2");
    assertThat(launch(launcher(), "classify").start().waitFor()).isEqualTo(2);
  }
}
