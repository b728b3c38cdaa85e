package io.github.xclip4j.internal.backend;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Lease;
import java.util.concurrent.atomic.AtomicBoolean;

/** The lease of a constant or a layer. */
final class Kept implements Lease {
  private final Backend backend;
  private final AtomicBoolean released = new AtomicBoolean();

  Kept(Backend backend) {
    this.backend = backend;
  }

  Backend backend() {
    return backend;
  }

  /** Whether it was not released before. */
  boolean release() {
    return released.compareAndSet(false, true);
  }

  @Override
  public boolean covers(Context user) {
    return user.backend() == backend && !released.get();
  }

  @Override
  public boolean isOver() {
    return released.get();
  }

  @Override
  public String refusal(Context user) {
    return user.backend() == backend ? "was released" : "belongs to another backend, " + backend.description();
  }
}
