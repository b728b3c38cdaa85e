package io.github.xclip4j.internal.backend;

import io.github.xclip4j.backend.Context;

/**
 * Bookkeeping of a context's scratch: offsets handed out one after the other, given back scope by scope. Every context and
 * {@link ScratchPlan} use this one class, so that what is planned is what is needed.
 */
public final class Slab {
  /** Every tensor starts at a multiple of this many elements: 256 bytes, a device's alignment for wide loads. */
  public static final int ALIGNMENT = 64;

  private final long capacity;
  private long used;
  private long peak;

  /** @param capacity in elements */
  public Slab(long capacity) {
    this.capacity = capacity;
  }

  /**
   * Reserves elements.
   *
   * @return the offset of the first
   * @throws IllegalStateException if they do not fit
   */
  public long allocate(long elements) {
    long start = used;
    long end = start + (elements + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (end > capacity) {
      throw new IllegalStateException("the context's scratch of " + capacity + " elements is used up: " + start
          + " are taken and " + elements + " more were asked for");
    }
    used = end;
    peak = Math.max(peak, end);
    return start;
  }

  /** Elements in use. */
  public long used() {
    return used;
  }

  /** The most elements that were ever in use. */
  public long peak() {
    return peak;
  }

  /** A scope that gives back what is allocated after this call. */
  public Context.Scope scope() {
    long mark = used;
    return () -> used = mark;
  }
}
