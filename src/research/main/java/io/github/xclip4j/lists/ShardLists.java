package io.github.xclip4j.lists;

import io.github.xclip4j.internal.json.JsonTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** WebDataset's shards: files of one key are one sample; a key ends at the first dot after the last slash. */
final class ShardLists {
  private ShardLists() {}

  /** A sample's files by their extensions. */
  private static final class Sample {
    private final Map<String, TarIndex.Member> files = new LinkedHashMap<>();
    private Optional<TarIndex.Member> video = Optional.empty();
  }

  static void read(ListReader reader, ListBuilder out) throws IOException {
    TarIndex tar = out.root().tar()
        .orElseThrow(() -> new IOException(out.root() + ": shards are tars; this is a folder without one"));
    Map<String, Sample> samples = new LinkedHashMap<>();
    for (TarIndex.Member member : tar.members()) {
      String key = key(member.name());
      String extension = member.name().substring(Math.min(key.length() + 1, member.name().length()));
      Sample sample = samples.computeIfAbsent(key, _ -> new Sample());
      sample.files.put(extension, member);
      if (!extension.contains(".") && FolderLists.isVideo("x." + extension)) {
        sample.video = Optional.of(member);
      }
    }
    for (String member : tar.truncated()) {
      samples.remove(key(member));
      out.problem(0, ProblemKind.TRUNCATED, "ends within " + member);
    }
    for (Map.Entry<String, Sample> entry : samples.entrySet()) {
      add(entry.getKey(), entry.getValue(), reader, tar, out);
    }
  }

  private static String key(String name) {
    int dot = name.indexOf('.', name.lastIndexOf('/') + 1);
    return dot < 0 ? name : name.substring(0, dot);
  }

  private static void add(String key, Sample sample, ListReader reader, TarIndex tar, ListBuilder out)
      throws IOException {
    if (sample.video.isEmpty()) {
      boolean dots = sample.files.keySet().stream().anyMatch(extension -> extension.contains("."));
      out.problem(0, dots ? ProblemKind.MORE_THAN_ONE_DOT : ProblemKind.NO_VIDEO, key + (dots
          ? ": the key ends at the first dot, so that the extensions are " + String.join(" and ", sample.files.keySet())
          : ""));
      return;
    }
    Optional<String> label = label(sample, reader.labelColumn(), tar);
    if (label.isEmpty() || label.get().isBlank()) {
      out.problem(0, ProblemKind.NO_CLASS, key);
      return;
    }
    OptionalInt number = number(key, label.get().strip(), out);
    if (number.isPresent()) {
      out.add(VideoEntry.of(0, sample.video.get().name(), number, Optional.empty()));
    }
  }

  private static OptionalInt number(String key, String label, ListBuilder out) {
    boolean unknown = out.classes().number(label).isEmpty() && !label.matches("[+-]?\\d+");
    if (unknown) {
      out.problem(0, ProblemKind.UNKNOWN_CLASS, key + ": " + label);
      return OptionalInt.empty();
    }
    return out.nameOrNumber(0, label);
  }

  private static Optional<String> label(Sample sample, String labelKey, TarIndex tar) throws IOException {
    for (String extension : new String[] {"cls", "txt"}) {
      TarIndex.Member file = sample.files.get(extension);
      if (file != null) {
        return Optional.of(new String(tar.bytes(file), StandardCharsets.UTF_8));
      }
    }
    TarIndex.Member json = sample.files.get("json");
    if (json == null) {
      return Optional.empty();
    }
    try {
      JsonNode label = JsonTree.read(tar.bytes(json)).path(labelKey);
      return label.isValueNode() && !label.isNull() ? Optional.of(label.asString()) : Optional.empty();
    } catch (JacksonException _) {
      return Optional.empty();
    }
  }
}
