package io.github.xclip4j.lists;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** HMDB-51's official splits: a file for each class and split, with 1 for training, 2 for test and 0 for neither. */
final class HmdbLists {
  static final Pattern FILE = Pattern.compile("(.+)_test_split(\\d+)\\.txt");

  private HmdbLists() {}

  static void read(ListReader reader, ListBuilder out) throws IOException {
    Map<String, Path> files = files(reader);
    List<String> known = new ArrayList<>(files.keySet());
    if (out.labels().isPresent()) {
      ClassNames labels = out.labels().get();
      for (String name : files.keySet()) {
        if (labels.number(name).isEmpty()) {
          out.problem(0, ProblemKind.UNKNOWN_CLASS,
              files.get(name).getFileName() + ": the label file has no " + name);
          known.remove(name);
        }
      }
      Set<String> listed = known.stream().map(ClassNames::plain).collect(Collectors.toSet());
      String without = labels.names().stream()
          .filter(name -> !listed.contains(ClassNames.plain(name)))
          .collect(Collectors.joining(", "));
      if (!without.isEmpty()) {
        out.problem(0, ProblemKind.CLASS_WITHOUT_A_SPLIT_FILE, without);
      }
    } else {
      out.define(ClassNames.of(known));
    }
    for (String name : known) {
      readClass(name, files.get(name), out);
    }
  }

  /** The files of one split, by class, sorted as the classes' names without labels are. */
  private static Map<String, Path> files(ListReader reader) throws IOException {
    Map<String, Path> files = new TreeMap<>(FolderLists.BY_CODE_POINT);
    Set<Integer> splits = new TreeSet<>();
    try (Stream<Path> all = Files.list(reader.list())) {
      for (Path file : all.toList()) {
        Matcher matcher = FILE.matcher(file.getFileName().toString());
        if (matcher.matches()) {
          int split = Integer.parseInt(matcher.group(2));
          splits.add(split);
          if (split == reader.splitNumber().orElse(split)) {
            files.put(matcher.group(1), file);
          }
        }
      }
    }
    if (splits.size() > 1 && reader.splitNumber().isEmpty()) {
      throw new IOException(reader.list() + ": has splits " + splits + ": say which one with --split-number");
    }
    if (files.isEmpty()) {
      throw new IOException(reader.list() + ": has no files CLASS_test_split"
          + (reader.splitNumber().isPresent() ? Integer.toString(reader.splitNumber().getAsInt()) : "1") + ".txt");
    }
    return files;
  }

  private static void readClass(String name, Path file, ListBuilder out) throws IOException {
    OptionalInt label = out.classes().number(name);
    TextLines lines = TextLines.read(file);
    out.problems(lines.problems());
    for (int i = 0; i < lines.lines().size(); i++) {
      String[] fields = lines.lines().get(i).strip().split("\\s+");
      if (fields.length == 1 && !fields[0].isEmpty()) {
        out.problem(i + 1, ProblemKind.NO_SPLIT, file.getFileName() + ": " + fields[0]);
      } else if (fields.length > 2) {
        out.problem(i + 1, ProblemKind.BLANK_IN_PATH, file.getFileName() + ": " + lines.lines().get(i).strip());
      } else if (fields.length == 2) {
        switch (fields[1]) {
          case "1" -> out.add(VideoEntry.of(i + 1, name + "/" + fields[0], label, Optional.of("train")));
          case "2" -> out.add(VideoEntry.of(i + 1, name + "/" + fields[0], label, Optional.of("test")));
          case "0" -> {
            // of neither training nor test
          }
          default -> out.problem(i + 1, ProblemKind.SPLIT_UNKNOWN, file.getFileName() + ": " + fields[1]);
        }
      }
    }
  }
}
