package io.github.xclip4j.lists;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Where the files of one or several tars are. Members are read at their places, without going through the tar again. */
final class TarIndex {
  private final Map<String, Member> members = new LinkedHashMap<>();
  private final Map<String, Member> byBaseName = new HashMap<>();
  private final List<String> truncated = new ArrayList<>();

  /**
   * A file of a tar.
   *
   * @param offset of its first byte in the tar
   */
  record Member(Path tar, String name, long offset, long bytes) {}

  private TarIndex() {}

  /**
   * Lists a tar, or all of a folder's in the order of their names.
   *
   * @throws IOException if it is no tar; one that is cut off is listed as far as it goes
   */
  static TarIndex of(Path path) throws IOException {
    TarIndex index = new TarIndex();
    if (Files.isDirectory(path)) {
      for (Path tar : tars(path)) {
        index.list(tar, tar.getFileName() + "/");
      }
    } else {
      index.list(path, "");
    }
    return index;
  }

  static List<Path> tars(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().endsWith(".tar")).sorted().toList();
    }
  }

  private void list(Path tar, String prefix) throws IOException {
    long length = Files.size(tar);
    String current = "";
    try (TarArchiveInputStream entries =
        new TarArchiveInputStream(new BufferedInputStream(Files.newInputStream(tar)), "UTF-8")) {
      for (TarArchiveEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
        if (!entry.isFile()) {
          continue;
        }
        String name = prefix + entry.getName().replaceFirst("^(\\./)+", "");
        current = name;
        long offset = entries.getBytesRead();
        if (offset + entry.getSize() > length) {
          throw new EOFException();
        }
        Member member = new Member(tar, name, offset, entry.getSize());
        members.put(name, member);
        byBaseName.put(name.substring(name.lastIndexOf('/') + 1), member);
      }
    } catch (IOException e) {
      if (current.isEmpty()) {
        throw new IOException(tar + ": is no tar (" + e.getMessage() + ")", e);
      }
      truncated.add(current);
    }
  }

  /** The members in the order of the tars. */
  Iterable<Member> members() {
    return members.values();
  }

  /** The members that are cut off, each at the end of its tar. */
  List<String> truncated() {
    return List.copyOf(truncated);
  }

  /** A member by its name, or the last one of this base name, as the authors' reader finds it. */
  Optional<Member> member(String name) {
    return Optional.ofNullable(members.get(name))
        .or(() -> Optional.ofNullable(byBaseName.get(name.substring(name.lastIndexOf('/') + 1))));
  }

  byte[] bytes(Member member) throws IOException {
    try (InputStream content = open(member)) {
      return content.readNBytes(Math.toIntExact(member.bytes));
    }
  }

  private static InputStream open(Member member) throws IOException {
    InputStream content = Files.newInputStream(member.tar);
    content.skipNBytes(member.offset);
    return content;
  }

  void copy(Member member, Path target) throws IOException {
    try (FileChannel from = FileChannel.open(member.tar, StandardOpenOption.READ);
        FileChannel to = FileChannel.open(target, StandardOpenOption.WRITE)) {
      long done = 0;
      while (done < member.bytes) {
        long copied = from.transferTo(member.offset + done, member.bytes - done, to);
        if (copied <= 0) {
          throw new EOFException(member.tar + ": ends within " + member.name);
        }
        done += copied;
      }
    }
  }
}
