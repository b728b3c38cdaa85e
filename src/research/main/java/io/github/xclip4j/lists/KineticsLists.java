package io.github.xclip4j.lists;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** The official CSVs of Kinetics: a clip's file is called after its video and its time. */
final class KineticsLists {
  private static final List<String> NEEDED = List.of("youtube_id", "time_start", "time_end");

  private KineticsLists() {}

  static void read(ListReader reader, ListBuilder out) throws IOException {
    if (out.labels().isEmpty()) {
      Optional<Path> train = reader.classesFile("train.csv");
      out.define(classes(train.map(ListReader::of).orElse(reader)));
    }
    CsvTable.read(reader, NEEDED, out, (line, fields) -> add(line, fields, out));
  }

  /** The labels of a CSV, sorted with underscores in place of blanks. */
  private static ClassNames classes(ListReader train) throws IOException {
    Map<String, String> names = new TreeMap<>(FolderLists.BY_CODE_POINT);
    ListBuilder nothing = new ListBuilder(VideoRoot.open(train.list().toAbsolutePath().getParent()), Optional.empty(),
        ListReader.OtherClasses.REPORT);
    CsvTable.read(train, List.of("label"), nothing, (_, fields) -> {
      String name = fields.get("label").replace("\"", "");
      names.putIfAbsent(name.replace(' ', '_'), name);
    });
    return ClassNames.of(List.copyOf(names.values()));
  }

  private static void add(int line, Map<String, String> fields, ListBuilder out) {
    OptionalInt start = seconds(line, fields.get("time_start"), out);
    OptionalInt end = start.isEmpty() ? start : seconds(line, fields.get("time_end"), out);
    if (end.isEmpty()) {
      return;
    }
    String name = fields.getOrDefault("label", "").strip();
    OptionalInt label = OptionalInt.empty();
    if (!name.isEmpty()) {
      label = out.name(line, name);
      if (label.isEmpty()) {
        return;
      }
    }
    String split = fields.getOrDefault("split", "").strip();
    out.add(VideoEntry.of(line,
        String.format("%s_%06d_%06d.mp4", fields.get("youtube_id").strip(), start.getAsInt(), end.getAsInt()), label,
        FolderLists.split(split)));
  }

  private static OptionalInt seconds(int line, String text, ListBuilder out) {
    if (text.strip().matches("\\d{1,6}(\\.\\d*)?")) {
      return OptionalInt.of((int) Double.parseDouble(text.strip()));
    }
    out.problem(line, ProblemKind.TIME_NOT_A_NUMBER, text);
    return OptionalInt.empty();
  }
}
