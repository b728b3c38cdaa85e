package io.github.xclip4j;

import java.util.ArrayDeque;
import java.util.Deque;

/** What one owner has opened: closed last first, all of it even if closing one fails. */
final class Resources implements AutoCloseable {
  private final Deque<Resource> opened = new ArrayDeque<>();

  /** Something that closes without a checked exception. */
  interface Resource {
    void close();
  }

  void add(Resource resource) {
    opened.push(resource);
  }

  /** Closes what was opened before a failure, which stays the one that is told. */
  void closeAfter(Throwable failure) {
    try {
      close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  public void close() {
    RuntimeException first = null;
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (RuntimeException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
