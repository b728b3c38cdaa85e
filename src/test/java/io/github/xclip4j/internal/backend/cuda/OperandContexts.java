package io.github.xclip4j.internal.backend.cuda;

import io.github.xclip4j.backend.BackendSpi;
import io.github.xclip4j.backend.ContextSpi;
import io.github.xclip4j.backend.Lease;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.backend.Ops;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.backend.Use;

/** A backend whose streams are in operand storage, so that tests of streams also test narrow storage. */
record OperandContexts(BackendSpi backend) implements BackendSpi {
  private static Use narrow(Use use) {
    return use == Use.STREAM ? Use.OPERAND : use;
  }

  @Override
  public String description() {
    return backend.description();
  }

  @Override
  public Tensor.Memory constant(Matrix values) {
    return backend.constant(values);
  }

  @Override
  public Linear.Weights linear(Matrix weight, float[] bias) {
    return backend.linear(weight, bias);
  }

  @Override
  public void release(Tensor.Memory constant) {
    backend.release(constant);
  }

  @Override
  public void release(Linear.Weights weights) {
    backend.release(weights);
  }

  @Override
  public ContextSpi context(long elements) {
    return new NarrowContext(backend.context(elements));
  }

  @Override
  public long elements(Use use, long rows, int cols) {
    return backend.elements(narrow(use), rows, cols);
  }

  @Override
  public void close() {
    backend.close();
  }

  private record NarrowContext(ContextSpi context) implements ContextSpi {
    @Override
    public Ops ops() {
      return context.ops();
    }

    @Override
    public Tensor tensor(Lease lease, Use use, long start, int groups, int rows, int cols) {
      return context.tensor(lease, narrow(use), start, groups, rows, cols);
    }

    @Override
    public void write(Tensor target, float[] values) {
      context.write(target, values);
    }

    @Override
    public void writePixels(Tensor target, byte[] pixels, float[][] tables) {
      context.writePixels(target, pixels, tables);
    }

    @Override
    public void read(Tensor source, float[] target) {
      context.read(source, target);
    }

    @Override
    public Tensor.Memory keep(Tensor source) {
      return context.keep(source);
    }

    @Override
    public void close() {
      context.close();
    }
  }
}
