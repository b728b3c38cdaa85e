package io.github.xclip4j;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.ScratchException;
import io.github.xclip4j.internal.backend.ScratchPlan;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** One thread's context, replaced by a larger one when work needs it; knows what each shape of work needs. */
final class Workspace implements AutoCloseable {
  private final Backend backend;
  private final Map<Object, Long> plans = new HashMap<>();
  private @Nullable Context context;
  private long capacity;
  private boolean closed;

  Workspace(Backend backend) {
    this.backend = backend;
  }

  /**
   * A context with enough scratch for {@code work}.
   *
   * @param shape equal for work that needs the same scratch, so that it is planned once
   */
  Context context(Object shape, Consumer<Context> work) {
    Long elements = plans.get(shape);
    if (elements == null) {
      elements = ScratchPlan.elements(backend, work);
      plans.put(shape, elements);
    }
    return withCapacity(elements);
  }

  /** {@link #context(Object, Consumer)} for work of ever different shapes. */
  Context context(Consumer<Context> work) {
    return withCapacity(ScratchPlan.elements(backend, work));
  }

  /**
   * A context for a batch.
   *
   * @param work what a batch of a size does
   * @throws ScratchException naming the largest batch that fits
   */
  Context context(Object shape, int batch, IntFunction<Consumer<Context>> work) {
    try {
      return context(shape, work.apply(batch));
    } catch (ScratchException e) {
      int fits = 0;
      for (int step = Integer.highestOneBit(batch); step > 0; step >>= 1) {
        int candidate = fits + step;
        if (candidate < batch
            && ScratchPlan.elements(backend, work.apply(candidate)) <= e.availableElements()) {
          fits = candidate;
        }
      }
      String remedy = fits == 0 ? "not even one video fits" : "the largest batch that fits is " + fits;
      ScratchException explained = new ScratchException(
          "a batch of " + batch + " videos does not fit: " + e.getMessage() + "; " + remedy, e.availableElements());
      explained.initCause(e);
      throw explained;
    }
  }

  private Context withCapacity(long elements) {
    if (closed) {
      throw new IllegalStateException("the session is closed");
    }
    Context current = context;
    if (current != null && elements <= capacity) {
      return current;
    }
    if (current != null) {
      context = null; // before asking for the larger one, so that both need not fit
      capacity = 0;
      current.close();
    }
    Context larger = backend.context(elements);
    context = larger;
    capacity = elements;
    return larger;
  }

  @Override
  public void close() {
    closed = true;
    Optional.ofNullable(context).ifPresent(Context::close);
    context = null;
  }
}
