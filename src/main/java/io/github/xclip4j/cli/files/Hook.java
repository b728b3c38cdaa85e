package io.github.xclip4j.cli.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Deletes what would be left behind if the JVM ended now: temporary files, then directories made for them as far as they
 * are empty. Registered with the JVM only while there is something to delete.
 */
final class Hook {
  private final Set<Path> files = new LinkedHashSet<>();
  private final List<Path> directories = new ArrayList<>();
  private final Thread thread = new Thread(this::delete, "xclip4j-temporary-files");
  private boolean registered;
  private boolean ended;

  /** Renames that happen before this process ends, or not at all. */
  interface Rename {
    void run() throws IOException;
  }

  /** @throws IOException if the file exists or cannot be made, or the JVM is ending */
  synchronized FileChannel createFile(Path file) throws IOException {
    register();
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      files.add(file);
      return channel;
    } finally {
      unregisterIfIdle();
    }
  }

  /** @throws IOException if the directory exists or cannot be made, or the JVM is ending */
  synchronized void createDirectory(Path directory) throws IOException {
    register();
    try {
      Files.createDirectory(directory);
      directories.add(directory);
    } finally {
      unregisterIfIdle();
    }
  }

  /** For a file that is gone already. */
  synchronized void forget(Path file) {
    files.remove(file);
    unregisterIfIdle();
  }

  /** Gives temporary files their names, all of them unless the JVM is ending, and keeps the directories. */
  synchronized void commit(Rename rename) throws IOException {
    checkAlive();
    rename.run();
    files.clear();
    directories.clear();
    unregisterIfIdle();
  }

  /** Deletes everything now; failures to delete are left to whoever finds the rest. */
  synchronized void delete() {
    ended = true;
    for (Path file : files) {
      deleteQuietly(file);
    }
    for (Path directory : directories.reversed()) {
      deleteQuietly(directory);
    }
    files.clear();
    directories.clear();
    unregisterIfIdle();
  }

  private static void deleteQuietly(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException _) {
      // a directory with another process's files in it, or one that may no longer be written to
    }
  }

  private void register() throws IOException {
    checkAlive();
    if (!registered) {
      try {
        Runtime.getRuntime().addShutdownHook(thread);
      } catch (IllegalStateException e) {
        throw new IOException("the program is ending: nothing was written", e);
      }
      registered = true;
    }
  }

  private void checkAlive() throws IOException {
    if (ended) {
      throw new IOException("the program is ending: nothing was written");
    }
  }

  private void unregisterIfIdle() {
    if (registered && files.isEmpty() && directories.isEmpty()) {
      registered = false;
      try {
        Runtime.getRuntime().removeShutdownHook(thread);
      } catch (IllegalStateException _) {
        // the JVM is ending: the hook runs and finds nothing to do
      }
    }
  }
}
