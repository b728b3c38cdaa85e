package io.github.xclip4j.internal.backend;

import io.github.xclip4j.backend.Adjoints;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Constant;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.ContextSpi;
import io.github.xclip4j.backend.Ops;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.backend.Use;
import org.jspecify.annotations.Nullable;

/** A context of every backend: checks what is asked of it, keeps the books of its scratch, and lets it be done. */
final class CheckedContext implements Context {
  private final CheckedBackend backend;
  private final ContextSpi spi;
  private final Slab slab;
  private final TensorChecks tensors = new TensorChecks(this);
  private final Ops ops;
  private @Nullable CheckedAdjoints adjoints; // made when they are first asked for: most contexts never train
  private @Nullable String closed; // why; guarded by the slab's turn

  CheckedContext(CheckedBackend backend, ContextSpi spi, long elements) {
    this.backend = backend;
    this.spi = spi;
    this.slab = new Slab(this, elements);
    this.ops = new CheckedOps(this, new ShapeChecks(tensors), spi.ops());
  }

  /** Begins a call: each is followed by {@link #leave}. */
  void enter() {
    slab.enter();
    if (closed != null) {
      slab.leave();
      throw new IllegalStateException(closed);
    }
  }

  void leave() {
    slab.leave();
  }

  @Override
  public Backend backend() {
    return backend;
  }

  @Override
  public Ops ops() {
    return ops;
  }

  @Override
  public Adjoints adjoints() {
    CheckedAdjoints known = adjoints;
    if (known == null) {
      backend.adjointsUnavailable().ifPresent(reason -> {
        throw new UnsupportedOperationException(reason);
      });
      known = new CheckedAdjoints(this, new AdjointChecks(tensors), spi.adjoints());
      adjoints = known;
    }
    return known;
  }

  @Override
  public Tensor tensor(Use use, int groups, int rows, int cols) {
    enter();
    try {
      long start = slab.allocate(backend.elements(use, (long) groups * rows, cols));
      return spi.tensor(slab.lease(), use, start, groups, rows, cols);
    } finally {
      leave();
    }
  }

  @Override
  public Scope scope() {
    enter(); // until it closes
    return slab.open();
  }

  @Override
  public void write(Tensor target, float[] values) {
    enter();
    try {
      tensors.transfer("write", target, values.length);
      tensors.writable("write", target);
      spi.write(target, values);
    } finally {
      leave();
    }
  }

  @Override
  public void writePixels(Tensor target, byte[] pixels, float[][] tables) {
    enter();
    try {
      tensors.transfer("writePixels", target, pixels.length);
      tensors.writable("writePixels", target);
      tensors.tables(target, tables);
      spi.writePixels(target, pixels, tables);
    } finally {
      leave();
    }
  }

  @Override
  public void read(Tensor source, float[] target) {
    enter();
    try {
      tensors.transfer("read", source, target.length);
      spi.read(source, target);
    } finally {
      leave();
    }
  }

  @Override
  public Constant keep(Tensor source) {
    enter();
    try {
      tensors.plain("keep", "the tensor", source);
      return backend.constant(spi.keep(source), source.groups(), source.rows(), source.cols());
    } finally {
      leave();
    }
  }

  @Override
  public void close() {
    close("the context is closed");
  }

  /** @param reason what later calls say */
  void close(String reason) {
    slab.enter();
    try {
      if (closed == null) {
        closed = reason;
        slab.end();
        backend.forget(this);
        spi.close();
      }
    } finally {
      slab.leave();
    }
  }
}
