package io.github.xclip4j.internal.backend;

import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.ContextSpi;
import io.github.xclip4j.backend.Lease;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bookkeeping of a context: which elements of its scratch are taken, which scopes are open, and which thread has it.
 * {@link CheckedContext} and {@link ScratchPlan} use this one class, so that what is planned is what is needed.
 */
/*
 * Elements are handed out one after the other and given back scope by scope. A scope is the lease of the tensors that
 * are allocated in it, so that the use of one after its scope costs a comparison to notice, whatever has been written to
 * its memory since. The thread that opens a scope keeps the lock until the scope closes.
 */
final class Slab {
  private final ReentrantLock turn = new ReentrantLock();
  private final Context context;
  private final long capacity;
  private long used;
  private long peak;
  private Level innermost;

  /**
   * @param context whose scratch it is
   * @param capacity in elements
   */
  Slab(Context context, long capacity) {
    this.context = context;
    this.capacity = capacity;
    this.innermost = new Level();
  }

  /**
   * Takes the context for the calling thread until {@link #leave}.
   *
   * @throws IllegalStateException if another thread has it
   */
  void enter() {
    if (!turn.tryLock()) {
      throw new IllegalStateException(
          "the context is in use by another thread: give each thread a context, or a session,"
              + " of its own");
    }
  }

  void leave() {
    turn.unlock();
  }

  /**
   * Reserves elements.
   *
   * @return the offset of the first
   * @throws IllegalStateException if they do not fit
   */
  long allocate(long elements) {
    long start = used;
    long end = start + (elements + ContextSpi.ALIGNMENT - 1) / ContextSpi.ALIGNMENT * ContextSpi.ALIGNMENT;
    if (end > capacity) {
      throw new IllegalStateException("the context's scratch of " + capacity + " elements is used up: " + start
          + " are taken and " + elements + " more were asked for");
    }
    used = end;
    peak = Math.max(peak, end);
    return start;
  }

  /** Of what is allocated now. */
  Lease lease() {
    return innermost;
  }

  /** The most elements that were ever in use. */
  long peak() {
    return peak;
  }

  /** A scope that gives back what is allocated after this call. The caller has entered, and stays until it closes. */
  Context.Scope open() {
    innermost = new Level(innermost);
    return innermost;
  }

  /** Ends all leases. The caller has entered. */
  void end() {
    for (Level each = innermost; each != each.outer; each = each.outer) {
      each.over = true;
      leave(); // what opening the scope entered
    }
    innermost = new Level();
    innermost.over = true;
  }

  /** An open scope, or the outermost level, which is its own outer one. */
  private final class Level implements Context.Scope, Lease {
    private final Level outer;
    private final long mark = used;
    private boolean over;

    Level() {
      outer = this;
    }

    Level(Level outer) {
      this.outer = outer;
    }

    @Override
    public void close() {
      if (over) {
        return;
      }
      enter();
      try {
        if (innermost != this) {
          throw new IllegalStateException(
              "a scope that was opened later is still open: close scopes in the opposite order");
        }
        over = true;
        innermost = outer;
        used = mark;
        leave(); // what opening the scope entered
      } finally {
        leave();
      }
    }

    @Override
    public boolean covers(Context user) {
      return user == context && !over;
    }

    @Override
    public boolean isOver() {
      return over;
    }

    @Override
    public String refusal(Context user) {
      if (user.backend() != context.backend()) {
        return "belongs to another backend, " + context.backend().description();
      }
      return user == context ? "was given back when its scope closed" : "is scratch of another context";
    }
  }
}
