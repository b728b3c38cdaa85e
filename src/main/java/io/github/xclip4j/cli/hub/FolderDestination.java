package io.github.xclip4j.cli.hub;

import io.github.xclip4j.cli.files.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** A folder of plain files, with what huggingface_hub notes beside them when it fetches to one. */
/*
 * .cache/huggingface/download/FILE.metadata holds the commit, the etag and when it was written in seconds, one a line:
 * a file that has not changed since is the hub's and may be replaced by another revision's.
 */
final class FolderDestination implements Destination {
  private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(1);

  private final Path folder;
  private final String commit;

  FolderDestination(Path folder, String commit) {
    this.folder = folder;
    this.commit = commit;
  }

  @Override
  public Path folder() {
    return folder;
  }

  @Override
  public Path root() {
    return folder;
  }

  private Path notes(String name) {
    return folder.resolve(".cache").resolve("huggingface").resolve("download").resolve(name);
  }

  @Override
  public boolean has(HubFile file) throws IOException {
    Path path = folder.resolve(file.path());
    if (!Files.isRegularFile(path) || Files.size(path) != file.bytes() || file.digest().isEmpty()) {
      return false;
    }
    try (PartFile content = PartFile.reading(path, file)) {
      return content.hash().equals(file.etag());
    }
  }

  @Override
  public void check(HubFile file) throws IOException {
    Path path = folder.resolve(file.path());
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !isTheHubs(path, file)) {
      throw new IOException(path + " is there and is not the hub's: move it away, or name another folder");
    }
  }

  private boolean isTheHubs(Path path, HubFile file) throws IOException {
    Path metadata = notes(file.path() + ".metadata");
    List<String> lines = Files.isRegularFile(metadata) ? Files.readString(metadata).lines().toList() : List.of();
    if (lines.size() < 3 || !lines.get(2).matches("[0-9]{1,12}(\\.[0-9]*)?")) {
      return false;
    }
    Instant noted = Instant.ofEpochMilli(Math.round(1000 * Double.parseDouble(lines.get(2))));
    FileTime changed = Files.getLastModifiedTime(path);
    return !changed.toInstant().isAfter(noted.plus(CLOCKS_DIFFER));
  }

  @Override
  public Path part(HubFile file) throws IOException {
    Path part = notes(file.path() + "." + file.etag() + ".incomplete");
    Files.createDirectories(part.getParent());
    return part;
  }

  @Override
  public Path lock(HubFile file) {
    return notes(file.path() + ".lock");
  }

  @Override
  public void place(Path part, HubFile file) throws IOException {
    check(file);
    Path path = folder.resolve(file.path());
    Files.createDirectories(path.getParent());
    Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    double seconds = System.currentTimeMillis() / 1000.0;
    AtomicFile.write(notes(file.path() + ".metadata"),
        String.format(Locale.ROOT, "%s%n%s%n%.6f%n", commit, file.etag(), seconds).replace("\r", ""));
  }

  @Override
  public void complete() {
    // The files are all there is.
  }
}
