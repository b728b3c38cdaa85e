package io.github.xclip4j.lists;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Finds out a list's format, by its name and its first lines. */
final class FormatDetection {
  private static final String REMEDY = ": what kind of list it is cannot be told; name it with --list-format";

  private FormatDetection() {}

  static ListFormat of(Path list) throws IOException {
    if (!Files.exists(list)) {
      throw new IOException(list + ": no such list; name a file, or a folder for videos in a folder per class");
    }
    if (Files.isDirectory(list)) {
      return ofFolder(list);
    }
    String name = list.getFileName().toString();
    if (name.endsWith(".tar")) {
      return ListFormat.SHARDS;
    }
    if (name.endsWith(".json")) {
      return ListFormat.VIDEOX;
    }
    List<String> lines = TextLines.read(list).lines();
    String first = lines.stream().map(String::strip).filter(line -> !line.isEmpty()).findFirst().orElse("");
    if (name.endsWith(".jsonl")) {
      return first.contains("\"videoname\"") ? ListFormat.ER : ListFormat.VIDEOFOLDER;
    }
    if (name.endsWith(".csv")) {
      return ofTable(list, first);
    }
    return name.matches("(train|test)list\\d*\\.txt") ? ListFormat.UCF : ofLines(lines);
  }

  private static ListFormat ofTable(Path list, String header) throws IOException {
    if (header.contains("youtube_id")) {
      return ListFormat.KINETICS;
    }
    if (header.contains("file_name") || list.endsWith("metadata.csv")) {
      return ListFormat.VIDEOFOLDER;
    }
    throw new IOException(list + ": its first line is no header of a known list (" + header + ")" + REMEDY);
  }

  private static ListFormat ofFolder(Path folder) throws IOException {
    List<String> names = FolderLists.visible(folder).stream().map(file -> file.getFileName().toString()).toList();
    if (names.stream().anyMatch(name -> HmdbLists.FILE.matcher(name).matches())) {
      return ListFormat.HMDB;
    }
    if (names.stream().anyMatch(name -> name.startsWith("metadata."))) {
      throw new IOException(folder + ": is a folder with metadata; name the file, metadata.csv or metadata.jsonl");
    }
    boolean tars = names.stream().anyMatch(name -> name.endsWith(".tar"));
    return tars ? ListFormat.SHARDS : ListFormat.FOLDERS;
  }

  /** By most lines: a single one may be malformed. */
  private static ListFormat ofLines(List<String> lines) {
    int rawframes = 0;
    int several = 0;
    int unlabelled = 0;
    int pairs = 0;
    for (String line : lines) {
      List<String> fields = List.of(line.strip().split("\\s+"));
      if (isRawframes(fields)) {
        rawframes++;
      } else if (isMultiClass(fields)) {
        several++;
      } else if (fields.size() == 1 && FolderLists.isVideo(fields.getFirst())) {
        unlabelled++;
      } else if (fields.size() == 2) {
        pairs++;
      }
    }
    if (rawframes > pairs) {
      return ListFormat.MMACTION2_RAWFRAMES;
    }
    return several > 0 || unlabelled > pairs ? ListFormat.MMACTION2_VIDEOS : ListFormat.VIDEOX;
  }

  /** {@code folder frames class} or {@code folder offset frames class}. */
  private static boolean isRawframes(List<String> fields) {
    return (fields.size() == 3 || fields.size() == 4) && areNumbers(fields) && !FolderLists.isVideo(fields.getFirst());
  }

  /** {@code video.mp4 class class …}. */
  static boolean isMultiClass(List<String> fields) {
    return fields.size() > 2 && areNumbers(fields) && FolderLists.isVideo(fields.getFirst());
  }

  private static boolean areNumbers(List<String> fields) {
    return fields.stream().skip(1).allMatch(field -> field.matches("\\d+"));
  }
}
