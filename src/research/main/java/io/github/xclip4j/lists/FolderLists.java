package io.github.xclip4j.lists;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A folder per class: {@code [split/]class/file}. */
final class FolderLists {
  /** Names in the order of their code points, as Python sorts them. */
  static final Comparator<String> BY_CODE_POINT =
      (a, b) -> Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());

  private static final Set<String> EXTENSIONS = Set.of("mp4", "m4v", "mov", "mkv", "webm", "avi", "mpg", "mpeg", "ts",
      "m2ts", "mts", "flv", "wmv", "3gp", "ogv", "gif", "apng", "mjpg", "mjpeg", "y4m");

  private FolderLists() {}

  /** A folder of a class. */
  private record ClassFolder(Optional<String> split, String name, Path path) {}

  /** The name of a split as lists have it: {@code val} for validation. */
  static Optional<String> split(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "" -> Optional.empty();
      case "validate", "validation", "valid", "val", "dev" -> Optional.of("val");
      default -> Optional.of(name);
    };
  }

  /** Whether a name is that of a video; extensions in any case, hidden files are none. */
  static boolean isVideo(String name) {
    return !name.startsWith(".")
        && EXTENSIONS.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
  }

  static List<Path> visible(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> !file.getFileName().toString().startsWith("."))
          .sorted(Comparator.comparing(file -> file.getFileName().toString(), BY_CODE_POINT))
          .toList();
    }
  }

  static void read(ListReader reader, ListBuilder out) throws IOException {
    List<ClassFolder> folders = folders(reader.list(), out);
    Set<String> names = new TreeSet<>(BY_CODE_POINT);
    folders.forEach(folder -> names.add(folder.name));
    out.define(ClassNames.of(List.copyOf(names)));
    for (ClassFolder folder : folders) {
      List<Path> videos =
          visible(folder.path).stream().filter(file -> isVideo(file.getFileName().toString())).toList();
      if (videos.isEmpty()) {
        out.problem(0, ProblemKind.FOLDER_WITHOUT_A_VIDEO, folder.name);
        continue;
      }
      OptionalInt label = out.name(0, folder.name);
      if (label.isPresent()) {
        for (Path video : videos) {
          String path = reader.list().relativize(video).toString().replace('\\', '/');
          out.add(VideoEntry.of(0, path, label, folder.split));
        }
      }
    }
  }

  private static List<ClassFolder> folders(Path root, ListBuilder out) throws IOException {
    List<ClassFolder> folders = new ArrayList<>();
    List<Path> tops = visible(root);
    boolean splits = false;
    for (Path top : tops) {
      splits |= Files.isDirectory(top) && visible(top).stream().anyMatch(Files::isDirectory);
    }
    for (Path top : tops) {
      String name = top.getFileName().toString();
      if (!Files.isDirectory(top)) {
        outside(name, out);
      } else if (!splits) {
        folders.add(new ClassFolder(Optional.empty(), name, top));
      } else {
        for (Path each : visible(top)) {
          String file = each.getFileName().toString();
          if (Files.isDirectory(each)) {
            folders.add(new ClassFolder(split(name), file, each));
          } else {
            outside(name + "/" + file, out);
          }
        }
      }
    }
    return folders;
  }

  private static void outside(String file, ListBuilder out) {
    if (isVideo(file.substring(file.lastIndexOf('/') + 1))) {
      out.problem(0, ProblemKind.FILE_OUTSIDE_A_CLASS, file);
    }
  }
}
