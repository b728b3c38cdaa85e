package io.github.xclip4j.internal.backend;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.BackendSpi;
import io.github.xclip4j.backend.Constant;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Lease;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.backend.Resource;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.backend.Use;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/** Every backend, as its users see it: checks what is asked of it, once for all of them, and lets it be done. */
public final class CheckedBackend implements Backend {
  private final String name;
  private final BackendSpi spi;
  private final List<PassedOver> passedOver;
  private final Set<CheckedContext> contexts = ConcurrentHashMap.newKeySet();
  private final ReadWriteLock opening = new ReentrantReadWriteLock();
  private boolean closed; // guarded by `opening`

  /** @param spi what computes; closed with this */
  public CheckedBackend(String name, BackendSpi spi, List<PassedOver> passedOver) {
    this.name = name;
    this.spi = spi;
    this.passedOver = List.copyOf(passedOver);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return spi.description();
  }

  @Override
  public List<PassedOver> passedOver() {
    return passedOver;
  }

  @Override
  public Constant constant(int rows, int cols, float[] values) {
    return constant(Matrix.of(rows, cols, values));
  }

  @Override
  public Constant constant(Matrix values) {
    return whileOpen(() -> constant(spi.constant(values), 1, values.rows(), values.cols()));
  }

  /** The constant that a memory of this backend is. */
  Constant constant(Tensor.Memory memory, int groups, int rows, int cols) {
    return new Constant(Tensor.dense(new Kept(this), memory, 0, groups, rows, cols));
  }

  @Override
  public Linear linear(int outputs, int inputs, Matrix weight, float[] bias) {
    if (weight.rows() != outputs || weight.cols() != inputs) {
      throw new IllegalArgumentException("a linear layer of " + inputs + " inputs and " + outputs
          + " outputs needs a weight of (" + outputs + ", " + inputs + "), not (" + weight.rows() + ", " + weight.cols()
          + ")");
    }
    if (bias.length != 0 && bias.length != outputs) {
      throw new IllegalArgumentException(
          "a layer of " + outputs + " outputs has a bias of as many or none, not of " + bias.length);
    }
    return whileOpen(() -> new Linear(new Kept(this), spi.linear(weight, bias), outputs, inputs, List.of()));
  }

  @Override
  public Linear linear(List<Linear.Part> parts) {
    int outputs = outputs(parts);
    int inputs = parts.getFirst().inputs();
    float[] bias = new float[parts.getFirst().bias().isPresent() ? outputs : 0];
    return whileOpen(
        () -> new Linear(new Kept(this), spi.linear(new Zeros(outputs, inputs), bias), outputs, inputs, parts));
  }

  /** Of the layer that parts make. */
  private int outputs(List<Linear.Part> parts) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("a linear layer needs at least one part");
    }
    Linear.Part first = parts.getFirst();
    int outputs = 0;
    for (Linear.Part part : parts) {
      part(part.weight(), part.inputs() == first.inputs(),
          "1 group and " + first.inputs() + " inputs, as the first has");
      if (part.bias().isPresent() != first.bias().isPresent()) {
        throw new IllegalArgumentException("of the parts of a linear layer all have a bias or none");
      }
      part.bias().ifPresent(bias -> part(bias, bias.rows() == 1 && bias.cols() == part.outputs(),
          "the bias of a weight " + part.weight()));
      outputs = Math.addExact(outputs, part.outputs());
    }
    return outputs;
  }

  private void part(Tensor tensor, boolean fits, String expected) {
    if (!fits || tensor.groups() != 1) {
      throw new IllegalArgumentException(tensor + " cannot be part of a linear layer: expected " + expected);
    }
    if (!(tensor.lease() instanceof Kept kept) || kept.backend() != this) {
      throw new IllegalArgumentException(
          tensor + " cannot be part of a linear layer: it is no constant of this backend");
    }
    if (kept.isOver()) {
      throw new IllegalStateException(tensor + " cannot be part of a linear layer: it was released");
    }
  }

  @Override
  public Optional<String> adjointsUnavailable() {
    return spi.adjointsUnavailable();
  }

  @Override
  public void release(Resource resource) {
    whileOpen(() -> {
      switch (resource) {
        case Constant constant -> {
          end(constant.tensor().lease(), "the constant " + constant.tensor());
          spi.release(constant.tensor().memory());
        }
        case Linear layer -> {
          end(layer.lease(), "the layer " + layer);
          spi.release(layer.weights());
        }
      }
      return resource;
    });
  }

  private void end(Lease lease, String what) {
    if (!(lease instanceof Kept kept)) {
      throw new IllegalArgumentException(what + " is scratch: close its scope instead");
    }
    if (kept.backend() != this) {
      throw new IllegalArgumentException(
          what + " belongs to another backend, " + kept.backend().description() + ": release it there");
    }
    if (!kept.release()) {
      throw new IllegalStateException(what + " was released before");
    }
  }

  @Override
  public Context context(long elements) {
    return whileOpen(() -> {
      CheckedContext context = new CheckedContext(this, spi.context(elements), elements);
      contexts.add(context);
      return context;
    });
  }

  @Override
  public long elements(Use use, long rows, int cols) {
    return spi.elements(use, rows, cols);
  }

  void forget(CheckedContext context) {
    contexts.remove(context);
  }

  @Override
  public void close() {
    opening.writeLock().lock();
    try {
      if (!closed) {
        contexts.forEach(context -> context.close("the backend is closed"));
        closed = true;
        spi.close();
      }
    } finally {
      opening.writeLock().unlock();
    }
  }

  private <T> T whileOpen(Supplier<T> work) {
    opening.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("the backend is closed");
      }
      return work.get();
    } finally {
      opening.readLock().unlock();
    }
  }
}
