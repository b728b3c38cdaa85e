package io.github.xclip4j.evaluation;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.cli.Subcommands;
import io.github.xclip4j.cli.options.OpenModel;
import io.github.xclip4j.cli.options.Outputs;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.internal.json.JsonTree;
import io.github.xclip4j.lists.VideoEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code manifest.json}: what results depend on, with hashes, and beside it how they were computed. Results are gone on
 * with only if all that they depend on is the same.
 */
final class Manifest {
  private static final String IDENTITY = "evaluation";
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final ObjectNode root = NODES.objectNode();

  private Manifest() {}

  /**
   * What an evaluation depends on.
   *
   * @param tokens of the texts of all classes, as the model gets them
   * @param decoder what decodes, with its version
   */
  static Manifest of(Setting setting, Part part, OpenModel open, List<int[]> tokens, String decoder)
      throws IOException {
    Manifest manifest = new Manifest();
    ObjectNode identity = manifest.root.putObject(IDENTITY);
    identity.put("version", version());
    setting(identity.putObject("protocol"), setting);
    model(identity.putObject("model"), open);
    list(identity.putObject("list"), part);
    ObjectNode labels = identity.putObject("labels");
    labels.put("file", part.labelsName());
    labels.put("sha256", Hashes.of(part.labelText()));
    labels.put("tokens_sha256", Hashes.of(Arrays.deepToString(tokens.toArray())));
    labels.put("classes", part.names().size());
    Backend backend = open.model().backend();
    identity.put("backend", backend.description().replaceFirst(", \\d+ threads?", ""));
    identity.put("decoder", decoder);
    return manifest;
  }

  /** The jar's version. */
  static String version() {
    String version = Subcommands.class.getPackage().getImplementationVersion();
    return version == null ? "not from a jar" : version;
  }

  private static void setting(ObjectNode node, Setting setting) {
    node.put("name", setting.protocol().option());
    node.put("clips", setting.clips());
    node.put("crops", setting.crops());
    node.put("pixels", setting.pixels().name().toLowerCase(Locale.ROOT));
    node.put("score", setting.score().toString());
    node.put("seed", setting.seed());
    setting.templates().forEach(node.putArray("templates")::add);
    setting.overrides().forEach(node.putArray("overrides")::add);
  }

  private static void model(ObjectNode node, OpenModel open) throws IOException {
    XClipConfig config = open.model().config();
    Path directory = open.files().directory();
    node.put("name", open.files().demo().isPresent()
        ? open.files().name()
        : String.valueOf(directory.toAbsolutePath().normalize().getFileName()));
    node.put("config_sha256", Hashes.of(config.toString()));
    node.put("frames", config.vision().numFrames());
    node.put("image_size", config.vision().imageSize());
    ObjectNode hashes = node.putObject("sha256");
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(Manifest::counts).sorted().toList()) {
        hashes.put(file.getFileName().toString(), Hashes.of(file));
      }
    }
  }

  /** Whether a file of a checkpoint decides about results: weights, config, tokenizer, preprocessing. */
  private static boolean counts(Path file) {
    String name = file.getFileName().toString();
    return Files.isRegularFile(file) && name.matches(".*\\.(json|safetensors|bin|txt|model)");
  }

  private static void list(ObjectNode node, Part part) throws IOException {
    node.put("file", String.valueOf(part.file().getFileName()));
    if (Files.isRegularFile(part.file())) {
      node.put("sha256", Hashes.of(part.file()));
    }
    node.put("format", part.list().format().option());
    List<VideoEntry> videos = part.videos();
    List<String> lines = new ArrayList<>();
    videos.forEach(entry -> lines.add(entry.key() + " " + entry.classes()));
    Collections.sort(lines);
    node.put("videos_sha256", Hashes.of(String.join("\n", lines)));
    node.put("videos", videos.size());
    node.put("malformed_lines", part.malformed().size());
    node.put("left_out", part.list().leftOut());
  }

  /** Adds how results were computed, which they do not depend on. */
  Manifest computedBy(Backend backend, int batch, int decoders, List<String> flags) {
    ObjectNode run = root.putObject("run");
    run.put("backend", backend.description());
    run.put("batch", batch);
    run.put("decoders", decoders);
    run.put("java", Runtime.version().toString());
    flags.forEach(run.putArray("flags")::add);
    return this;
  }

  /** Everything, as JSON. */
  JsonNode root() {
    return root;
  }

  /**
   * Writes it, unless results of the same evaluation are there already.
   *
   * @throws IOException naming the first thing that differs, if results of another evaluation are there
   */
  void write(Path file) throws IOException {
    if (Files.exists(file)) {
      JsonNode earlier;
      try {
        earlier = JsonTree.read(Files.readString(file)).path(IDENTITY);
      } catch (JacksonException e) {
        throw new IOException(file + ": is no manifest; name another --output", e);
      }
      JsonNode now = JsonTree.read(root.path(IDENTITY).toString());
      String difference = difference("", earlier, now);
      if (!difference.isEmpty()) {
        throw new IOException(file.toAbsolutePath().getParent() + ": holds results of another evaluation: " + difference
            + "; name another --output, or delete that folder");
      }
      return;
    }
    Outputs.write(file, out -> out.write(pretty(root)));
  }

  static byte[] pretty(JsonNode node) {
    String text = JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String difference(String path, JsonNode earlier, JsonNode now) {
    if (earlier.isObject() && now.isObject()) {
      for (String name : now.propertyNames()) {
        String found = difference(path + (path.isEmpty() ? "" : ".") + name, earlier.path(name), now.path(name));
        if (!found.isEmpty()) {
          return found;
        }
      }
      return earlier.size() == now.size() ? "" : path + " has other entries";
    }
    return earlier.toString().equals(now.toString()) ? "" : path + " was " + earlier + " and is " + now;
  }
}
