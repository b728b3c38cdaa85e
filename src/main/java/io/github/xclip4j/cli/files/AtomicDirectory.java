package io.github.xclip4j.cli.files;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * A new or empty directory whose files appear together when all of them are complete. Whatever goes wrong, also the end
 * of the JVM by a signal, leaves it as it was: absent or empty.
 */
public final class AtomicDirectory implements AutoCloseable {
  private final Path directory;
  private final Hook hook = new Hook();
  private final List<AtomicFile> complete = new ArrayList<>();
  private boolean open = true;

  private AtomicDirectory(Path directory) {
    this.directory = directory;
  }

  /**
   * Makes a directory, and those it lies in as far as they are missing.
   *
   * @throws IOException if there is something in it already, or it cannot be made
   */
  public static AtomicDirectory create(Path directory) throws IOException {
    checkEmpty(directory);
    AtomicDirectory made = new AtomicDirectory(directory);
    Deque<Path> missing = new ArrayDeque<>();
    for (Path path = directory.toAbsolutePath().normalize(); !Files.exists(path); path = path.getParent()) {
      missing.push(path);
    }
    try {
      for (Path path : missing) {
        made.hook.createDirectory(path);
      }
    } catch (IOException e) {
      made.close();
      String reason = e instanceof FileSystemException system && system.getReason() != null
          ? system.getReason()
          : "check the permissions of " + directory.toAbsolutePath().normalize().getParent();
      throw new IOException(directory + ": the directory cannot be made: " + reason, e);
    }
    return made;
  }

  /** What killed processes left there does not count. */
  private static void checkEmpty(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    if (!Files.isDirectory(directory)) {
      throw new IOException(directory + " is a file: name a directory to write to");
    }
    try (Stream<Path> content = Files.list(directory)) {
      if (!content.allMatch(AtomicFile::isPart)) {
        throw new IOException(directory + " is not empty: name a new directory, or empty this one");
      }
    }
  }

  /** Starts a file, which appears when it and the directory are committed. */
  public AtomicFile file(String name) throws IOException {
    if (!open) {
      throw new IllegalStateException(directory + " is committed or closed already");
    }
    return AtomicFile.create(directory.resolve(name), complete::add, hook);
  }

  /** Copies a file into it under its own name. */
  public void copy(Path file) throws IOException {
    try (AtomicFile copy = file(file.getFileName().toString())) {
      copy.write(out -> Files.copy(file, out));
    }
  }

  /** Where a file of it will be. */
  public Path resolve(String name) {
    return directory.resolve(name);
  }

  /**
   * Makes all committed files appear.
   *
   * @throws IOException if something else wrote there in the meantime, or this process is ending
   */
  public void commit() throws IOException {
    hook.commit(() -> {
      checkEmpty(directory);
      for (AtomicFile file : complete) {
        file.rename();
      }
    });
    open = false;
  }

  /** Removes the files, and the directories made for them, unless they were committed. */
  @Override
  public void close() {
    if (open) {
      open = false;
      hook.delete();
    }
  }
}
