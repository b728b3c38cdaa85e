package io.github.xclip4j.cli.options;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The model and clips that the command carries, unpacked for as long as they are needed. */
public final class DemoFiles implements AutoCloseable {
  private static final String RESOURCES = "/io/github/xclip4j/cli/demo/";
  private static final List<String> MODEL = List.of("config.json", "model.safetensors", "preprocessor_config.json",
      "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.json", "merges.txt");

  private final Path folder;

  private DemoFiles(Path folder) {
    this.folder = folder;
  }

  /** Unpacks the model. */
  public static DemoFiles unpack() throws IOException {
    DemoFiles files = new DemoFiles(Files.createTempDirectory("xclip4j-demo"));
    try {
      for (String name : MODEL) {
        files.unpack("model/" + name);
      }
      return files;
    } catch (IOException e) {
      files.close();
      throw e;
    }
  }

  public Path model() {
    return folder.resolve("model");
  }

  /** Unpacks a clip. */
  public Path clip(String name) throws IOException {
    return unpack("clips/" + name);
  }

  private Path unpack(String name) throws IOException {
    Path target = folder.resolve(name);
    Files.createDirectories(target.getParent());
    // Where the JVM is ended from outside: registered outermost first, as they go in the opposite order.
    folder.toFile().deleteOnExit();
    target.getParent().toFile().deleteOnExit();
    target.toFile().deleteOnExit();
    try (InputStream content = open(name)) {
      Files.copy(content, target);
    }
    return target;
  }

  private static InputStream open(String name) throws IOException {
    InputStream content = DemoFiles.class.getResourceAsStream(RESOURCES + name);
    if (content == null) {
      throw new FileNotFoundException("the demo's " + name + " is not in the command's jar: build it again");
    }
    return content;
  }

  /** Every caption the model was made for. */
  public static List<String> labels() throws IOException {
    try (InputStream content = open("labels.txt")) {
      return new String(content.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  /**
   * What a clip shows.
   *
   * @param inTraining whether the model saw clips of this caption in training
   */
  public record Clip(String caption, boolean inTraining) {}

  /** The clips by file name. */
  public static Map<String, Clip> clips() throws IOException {
    try (InputStream content = open("expected.json")) {
      Map<String, Clip> clips = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> entry : JsonMapper.shared().readTree(content).properties()) {
        JsonNode clip = entry.getValue();
        clips.put(entry.getKey(), new Clip(clip.get("label").asString(), clip.get("in_training").asBoolean()));
      }
      return clips;
    }
  }

  @Override
  public void close() throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }
}
