package io.github.xclip4j.lists;

import io.github.xclip4j.video.Video;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Where the videos of a list are: a folder, a tar, or a folder of tars (shards). Safe for use by many threads.
 */
public final class VideoRoot {
  private static final int MOST_SEARCHES = 100;

  private final Path path;
  private final Optional<TarIndex> tar;
  private final AtomicInteger folderSearches = new AtomicInteger();

  /** Makes a video of a file: {@code Video::open}, or with an ffmpeg of one's choice. */
  @FunctionalInterface
  public interface Opener {
    Video open(Path file) throws IOException;
  }

  /** Takes what it needs out of a video. */
  @FunctionalInterface
  public interface Use<T> {
    T of(Video video) throws IOException;
  }

  private VideoRoot(Path path, Optional<TarIndex> tar) {
    this.path = path;
    this.tar = tar;
  }

  /**
   * A folder, or a tar, whose members are listed at once.
   *
   * @throws IOException if it is neither
   */
  public static VideoRoot open(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return new VideoRoot(path, Optional.empty());
    }
    if (!Files.exists(path)) {
      throw new IOException(path + ": no such folder or tar; name the folder that the list's paths are in");
    }
    return new VideoRoot(path, Optional.of(TarIndex.of(path)));
  }

  /** The tars of a folder, listed at once; their members' names begin with the tar's name and a slash. */
  static VideoRoot ofShards(Path path) throws IOException {
    return new VideoRoot(path, Optional.of(TarIndex.of(path)));
  }

  /** The folder or tar. */
  public Path path() {
    return path;
  }

  /** What is in the tar, if it is one. */
  Optional<TarIndex> tar() {
    return tar;
  }

  /** What is wrong with a video's file without opening it: that it is missing, or no file. */
  public Optional<ListProblem> problem(VideoEntry entry) {
    if (tar.isPresent()) {
      return tar.get().member(entry.path()).isPresent()
          ? Optional.empty()
          : Optional.of(missing(entry, entry.path() + ", in " + path.getFileName()));
    }
    Path file = path.resolve(entry.path());
    if (!Files.exists(file)) {
      return Optional.of(missing(entry, entry.path() + otherCase(entry.path())));
    }
    if (entry.pictures().isPresent()) {
      return missingPicture(entry, file, entry.pictures().get());
    }
    return Files.isRegularFile(file)
        ? Optional.empty()
        : Optional.of(ListProblem.of(entry, ProblemKind.NOT_A_FILE, entry.path()));
  }

  private static ListProblem missing(VideoEntry entry, String detail) {
    return ListProblem.of(entry, ProblemKind.MISSING_FILE, detail);
  }

  private static Optional<ListProblem> missingPicture(VideoEntry entry, Path folder, VideoEntry.Pictures pictures) {
    int present = 0;
    Optional<String> first = Optional.empty();
    for (int i = 0; i < pictures.count(); i++) {
      if (Files.isRegularFile(folder.resolve(pictures.name(i)))) {
        present++;
      } else if (first.isEmpty()) {
        first = Optional.of(pictures.name(i));
      }
    }
    int found = present;
    return first.map(name -> missing(entry, entry.path() + "/" + name + ": " + found + " of " + pictures.count()
        + " frames"));
  }

  /**
   * A file whose path differs in the case of letters only: lists made on Windows or macOS name such. Looked for only where
   * few files are missing, as folders may be large.
   */
  private String otherCase(String wanted) {
    if (folderSearches.incrementAndGet() > MOST_SEARCHES) {
      return "";
    }
    Path at = path;
    StringBuilder found = new StringBuilder();
    for (String name : wanted.split("/")) {
      try (Stream<Path> files = Files.list(at)) {
        Optional<Path> same = files.filter(file -> file.getFileName().toString().equalsIgnoreCase(name)).findFirst();
        if (same.isEmpty()) {
          return "";
        }
        at = same.get();
        found.append(found.isEmpty() ? "" : "/").append(at.getFileName());
      } catch (IOException _) {
        return "";
      }
    }
    return "; " + found + " is there";
  }

  /**
   * Opens a video for as long as it is needed. Out of a tar it is copied into a temporary file meanwhile.
   *
   * @throws IOException if it is not there, or what {@code use} throws; the message calls the video as the list does
   */
  public <T> T with(VideoEntry entry, Opener opener, Use<T> use) throws IOException {
    if (tar.isEmpty()) {
      return with(path.resolve(entry.path()), entry, opener, use);
    }
    TarIndex.Member member = tar.get().member(entry.path())
        .orElseThrow(() -> new IOException(entry.path() + ": no such member in " + path.getFileName()));
    Path copy = Files.createTempFile("xclip4j-", suffix(entry.path()));
    try {
      tar.get().copy(member, copy);
      return with(copy, entry, opener, use);
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  private static <T> T with(Path file, VideoEntry entry, Opener opener, Use<T> use) throws IOException {
    try {
      return use.of(entry.pictures().isPresent()
          ? Video.of(new PictureFiles(file, entry.pictures().get(), opener))
          : opener.open(file));
    } catch (IOException e) {
      String message = String.valueOf(e.getMessage());
      throw message.contains(file.toString())
          ? new IOException(message.replace(file.toString(), entry.path()), e)
          : e;
    }
  }

  private static String suffix(String name) {
    String file = name.substring(name.lastIndexOf('/') + 1);
    int dot = file.lastIndexOf('.');
    return dot < 0 ? ".video" : file.substring(dot).replaceAll("[^A-Za-z0-9.]", "");
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
