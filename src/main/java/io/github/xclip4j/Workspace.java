package io.github.xclip4j;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.ScratchException;
import io.github.xclip4j.internal.backend.ScratchPlan;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A context that is replaced by a larger one when work needs more scratch; remembers how much each shape of work needs.
 * Work of a second thread, or work begun during other work, is refused.
 */
final class Workspace implements AutoCloseable {
  private final Backend backend;
  private final Map<Object, Long> plans = new HashMap<>();
  private final AtomicReference<@Nullable Thread> user = new AtomicReference<>();
  private @Nullable Context context;
  private long capacity;
  private boolean closed;

  Workspace(Backend backend) {
    this.backend = backend;
  }

  /** A piece of work. Until it is closed, the workspace refuses other work. */
  final class Work implements AutoCloseable {
    private final Context context;
    private final Context.Scope scope;

    private Work(Context context) {
      this.context = context;
      this.scope = context.scope();
    }

    /** A context with enough scratch for the work. */
    Context context() {
      return context;
    }

    /** Gives the work's scratch back. */
    @Override
    public void close() {
      try {
        scope.close();
      } finally {
        leave();
      }
    }
  }

  /**
   * Begins work.
   *
   * @param shape equal for work that needs the same scratch, which is planned only once
   * @param plan the work, which only allocates and calls operations
   * @throws IllegalStateException if other work is in progress, or the workspace is closed
   */
  Work begin(Object shape, Consumer<Context> plan) {
    return begin(() -> elements(shape, plan));
  }

  /** {@link #begin(Object, Consumer)} for work whose shape seldom comes twice: it is planned each time. */
  Work begin(Consumer<Context> plan) {
    return begin(() -> ScratchPlan.elements(backend, plan));
  }

  /**
   * Begins work on a batch.
   *
   * @param plan the work on a number of videos
   * @throws ScratchException naming the largest batch that fits
   */
  Work begin(Object shape, int videos, IntFunction<Consumer<Context>> plan) {
    try {
      return begin(shape, plan.apply(videos));
    } catch (ScratchException e) {
      throw explained(e, videos, plan);
    }
  }

  private ScratchException explained(ScratchException e, int videos, IntFunction<Consumer<Context>> plan) {
    int fits = 0;
    for (int step = Integer.highestOneBit(videos); step > 0; step >>= 1) {
      int candidate = fits + step;
      if (candidate < videos && ScratchPlan.elements(backend, plan.apply(candidate)) <= e.availableElements()) {
        fits = candidate;
      }
    }
    String remedy = fits == 0 ? "not even one video fits" : "the largest batch that fits is " + fits;
    ScratchException explained = new ScratchException(
        "a batch of " + videos + " videos does not fit: " + e.getMessage() + "; " + remedy, e.availableElements());
    explained.initCause(e);
    return explained;
  }

  private Work begin(LongSupplier elements) {
    enter();
    try {
      if (closed) {
        throw new IllegalStateException("the session is closed");
      }
      return new Work(withCapacity(elements.getAsLong()));
    } catch (RuntimeException e) {
      leave();
      throw e;
    }
  }

  private long elements(Object shape, Consumer<Context> plan) {
    Long known = plans.get(shape);
    if (known != null) {
      return known;
    }
    long elements = ScratchPlan.elements(backend, plan);
    plans.put(shape, elements);
    return elements;
  }

  private Context withCapacity(long elements) {
    Context current = context;
    if (current != null && elements <= capacity) {
      return current;
    }
    if (current != null) {
      context = null; // closed before the larger one is opened, so that both need not fit at the same time
      capacity = 0;
      current.close();
    }
    Context larger = backend.context(elements);
    context = larger;
    capacity = elements;
    return larger;
  }

  private void enter() {
    Thread me = Thread.currentThread();
    Thread other = user.compareAndExchange(null, me);
    if (other != null) {
      throw new IllegalStateException("the session is in use by "
          + (other == me ? "an unfinished call of this thread" : "the thread \"" + other.getName() + "\"")
          + ": a session does one thing at a time; open another one for another thread");
    }
  }

  private void leave() {
    user.set(null);
  }

  /** @throws IllegalStateException if work is in progress */
  @Override
  public void close() {
    enter();
    try {
      closed = true;
      if (context != null) {
        context.close();
        context = null;
      }
    } finally {
      leave();
    }
  }
}
