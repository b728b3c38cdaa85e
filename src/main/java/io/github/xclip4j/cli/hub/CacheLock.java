package io.github.xclip4j.cli.hub;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;

/**
 * Keeps two downloads of one file apart, also where one of them is Python's huggingface_hub. Ends with its process. It
 * saves fetching a file twice; that no wrong file appears is not owed to it, but to the hashes.
 */
/*
 * Python's filelock uses flock(2), except on Windows. The JDK's locks are those of fcntl(2), which ignore flock's and
 * are ignored by them; they do where a system has no flock, and are the same as Python's on Windows.
 */
final class CacheLock implements AutoCloseable {
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);

  private final AutoCloseable held;

  private CacheLock(AutoCloseable held) {
    this.held = held;
  }

  /**
   * Waits until the lock is free.
   *
   * @param file the lock's file, made if it is not there; it stays
   * @param busy runs once if there is something to wait for
   */
  static CacheLock acquire(Path file, Pause pause, Runnable busy) throws IOException {
    Files.createDirectories(file.getParent());
    if (!Files.exists(file)) {
      FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE).close();
    }
    for (boolean first = true;; first = false) {
      Optional<? extends AutoCloseable> held = FlockLibrary.isPresent() ? FlockLibrary.tryLock(file) : tryLock(file);
      if (held.isPresent()) {
        return new CacheLock(held.get());
      }
      if (first) {
        busy.run();
      }
      pause.of(BETWEEN_TRIES);
    }
  }

  private static Optional<FileChannel> tryLock(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock(0, 1, false);
      if (lock != null) {
        return Optional.of(channel);
      }
    } catch (OverlappingFileLockException _) {
      // another thread of this JVM has it
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    return Optional.empty();
  }

  @Override
  public void close() throws IOException {
    try {
      held.close();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }
}
