package io.github.xclip4j;

import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * Counts the users of something that must be closed after them: sessions and labels of a model, calls that use labels.
 * Safe for use by many threads.
 */
final class Lifetime {
  private final String what;
  private final Map<String, Integer> open = new TreeMap<>();
  private boolean closed;

  /** @param what it belongs to, as messages name it: {@code "model"} */
  Lifetime(String what) {
    this.what = what;
  }

  /**
   * Keeps it open until the returned use is closed.
   *
   * @param user as messages name it: {@code "session"}
   * @throws IllegalStateException if it is closed
   */
  synchronized Use use(String user) {
    if (closed) {
      throw new IllegalStateException("the " + what + " is closed");
    }
    open.merge(user, 1, Integer::sum);
    return new Use(user);
  }

  /**
   * Ends the lifetime.
   *
   * @return whether this call ended it
   * @throws IllegalStateException if it still has users, naming and counting them; nothing is changed then
   */
  synchronized boolean close() {
    if (!open.isEmpty()) {
      StringJoiner users = new StringJoiner(" and ");
      open.forEach((user, count) -> users.add(count + " open " + user + (count == 1 ? "" : "s")));
      throw new IllegalStateException("the " + what + " still has " + users + ": close them before the " + what);
    }
    boolean wasOpen = !closed;
    closed = true;
    return wasOpen;
  }

  private synchronized void leave(Use use) {
    if (!use.closed) {
      use.closed = true;
      open.computeIfPresent(use.user, (_, count) -> count == 1 ? null : count - 1);
    }
  }

  /** A user, until it is closed. */
  final class Use implements AutoCloseable {
    private final String user;
    private boolean closed; // guarded by the lifetime

    private Use(String user) {
      this.user = user;
    }

    /** Ends the use; a second call does nothing. */
    @Override
    public void close() {
      leave(this);
    }
  }
}
