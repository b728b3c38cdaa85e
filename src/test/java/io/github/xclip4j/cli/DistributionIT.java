package io.github.xclip4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.SharedData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What is shipped. */
class DistributionIT {
  private static final Path TARGET = SharedData.root().resolve("target");
  private static final long LARGEST_BYTES = 675_000;
  private static final String MATRIX_KERNELS = "io/github/xclip4j/internal/backend/matrix/kernels.so";

  private static Path jar(String ending) throws IOException {
    try (Stream<Path> files = Files.list(TARGET)) {
      String name = "xclip4j-\\d[\\d.]*(-SNAPSHOT)?" + ending + "\\.jar";
      return files.filter(file -> file.getFileName().toString().matches(name))
          .findFirst().orElseThrow(() -> new AssertionError("no jar in " + TARGET + ": run it after package"));
    }
  }

  private static List<String> entries(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream().filter(entry -> !entry.isDirectory()).map(JarEntry::getName).toList();
    }
  }

  @Test
  void engineJar_small_withoutLibrariesAndCommand() throws IOException {
    Path jar = jar("");
    assertThat(Files.size(jar)).isLessThan(LARGEST_BYTES);
    assertThat(entries(jar)).contains("io/github/xclip4j/XClip.class")
        .allMatch(name -> name.startsWith("io/github/xclip4j/") || name.startsWith("META-INF/"))
        .noneMatch(name -> name.startsWith("io/github/xclip4j/cli/"))
        .filteredOn(name -> !name.equals(MATRIX_KERNELS))
        .noneMatch(name -> name.matches(".*\\.(so[.\\d]*|dll|dylib|jnilib|exe|ptx|cubin|gif|safetensors)"));
  }

  /** The engine's entries but folders, as Latin-1: names of classes stand in class files as they are. */
  private static Map<String, String> engine() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (JarFile jar = new JarFile(jar("").toFile())) {
      for (JarEntry entry : jar.stream().filter(each -> !each.isDirectory()).toList()) {
        try (InputStream in = jar.getInputStream(entry)) {
          contents.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
        }
      }
    }
    return contents;
  }

  @Test
  void engineJar_needsNothingOfTheCommand() throws IOException {
    assertThat(engine()).allSatisfy((name, content) -> assertThat(content).doesNotContain("io/github/xclip4j/cli/"));
  }

  @Test
  void engineJar_holdsNoInternalClassWithoutAUserInIt() throws IOException {
    Map<String, String> contents = engine();
    List<String> unused = contents.keySet().stream()
        .filter(name -> name.matches("io/github/xclip4j/internal/[^$]*\\.class"))
        .map(name -> name.substring(0, name.length() - ".class".length()))
        .filter(name -> contents.entrySet().stream()
            .filter(entry -> !entry.getKey().startsWith(name + ".") && !entry.getKey().startsWith(name + "$"))
            .noneMatch(entry -> entry.getValue().contains(name) || entry.getValue().contains(name.replace('/', '.'))))
        .toList();
    assertThat(unused).as("classes for the command's jar").isEmpty();
  }

  @Test
  void engine_onlyCompileDependency_isJackson() throws Exception {
    Element project = DocumentBuilderFactory.newInstance().newDocumentBuilder()
        .parse(SharedData.root().resolve("src/pom.xml").toFile()).getDocumentElement();
    NodeList dependencies = project.getElementsByTagName("dependency");
    List<String> passedOn = new ArrayList<>();
    for (int i = 0; i < dependencies.getLength(); i++) {
      Element dependency = (Element) dependencies.item(i);
      boolean shipped =
          !text(dependency, "scope").matches("test|provided") && !text(dependency, "optional").equals("true");
      if (shipped) {
        passedOn.add(text(dependency, "groupId") + ":" + text(dependency, "artifactId"));
      }
    }
    assertThat(passedOn).containsExactly("tools.jackson.core:jackson-databind");
  }

  private static String text(Element parent, String name) {
    NodeList found = parent.getElementsByTagName(name);
    return found.getLength() == 0 ? "" : found.item(0).getTextContent().strip();
  }

  @Test
  void commandJar_carriesTheDemo() throws IOException {
    assertThat(entries(jar("-cli"))).contains("io/github/xclip4j/cli/Main.class",
        "io/github/xclip4j/cli/demo/model/model.safetensors",
        "io/github/xclip4j/cli/demo/clips/red-circle-growing.gif");
  }

  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void commandJar_runsWithWhatLiesBesideIt() throws IOException, InterruptedException {
    Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar",
        jar("-cli").toString(), "demo", "--backend", "scalar").redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).contains("8 of 8 right");
  }
}
