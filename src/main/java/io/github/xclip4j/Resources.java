package io.github.xclip4j;

import java.util.ArrayDeque;
import java.util.Deque;

/** Resources of one owner. They are closed in the opposite order of opening, all of them even if closing one fails. */
final class Resources implements AutoCloseable {
  private final Deque<Resource> opened = new ArrayDeque<>();

  /** Something that closes without a checked exception. */
  interface Resource {
    void close();
  }

  void add(Resource resource) {
    opened.push(resource);
  }

  /** Closes everything after a failure; failures of closing are suppressed exceptions of that one. */
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
