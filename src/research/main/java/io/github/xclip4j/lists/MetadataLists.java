package io.github.xclip4j.lists;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Hugging Face's videofolder: metadata beside the videos, in a folder per split if the data set has several. */
final class MetadataLists {
  private static final Set<String> SPLITS = Set.of("train", "test", "val", "validation", "valid", "dev", "eval");

  private MetadataLists() {}

  static void read(ListReader reader, ListBuilder out) throws IOException {
    Path folder = reader.list().toAbsolutePath().getParent();
    String name = folder == null || folder.getFileName() == null ? "" : folder.getFileName().toString();
    Optional<String> split =
        SPLITS.contains(name.toLowerCase(Locale.ROOT)) ? FolderLists.split(name) : Optional.empty();
    if (reader.list().toString().endsWith(".csv")) {
      CsvTable.read(reader, List.of("file_name", reader.labelColumn()), out,
          (line, fields) -> add(line, fields.get("file_name"), fields.get(reader.labelColumn()), split, out));
      return;
    }
    TextLines lines = TextLines.read(reader.list());
    out.problems(lines.problems());
    for (int i = 0; i < lines.lines().size(); i++) {
      Optional<JsonNode> object = JsonLists.object(i + 1, lines.lines().get(i), out);
      if (object.isPresent()) {
        add(i + 1, object.get().path("file_name").asString(""),
            object.get().path(reader.labelColumn()).asString(""), split, out);
      }
    }
  }

  private static void add(int line, String path, String label, Optional<String> split, ListBuilder out) {
    if (path.isBlank()) {
      out.problem(line, ProblemKind.NO_PATH, "");
    } else if (label.isBlank()) {
      out.problem(line, ProblemKind.NO_CLASS, path);
    } else {
      OptionalInt number = out.nameOrNumber(line, label.strip());
      if (number.isPresent()) {
        out.add(VideoEntry.of(line, path, number, split));
      }
    }
  }
}
