package io.github.xclip4j.otherjar;

import io.github.xclip4j.backend.BackendOptions;
import io.github.xclip4j.backend.BackendProvider;
import io.github.xclip4j.backend.BackendSpi;
import io.github.xclip4j.backend.ContextSpi;
import io.github.xclip4j.backend.Lease;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.backend.Ops;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.backend.Use;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A backend as another jar would add it: the memory and operations of another one, which it finds as everybody does, and
 * counts. Its arguments are checked before they come here, so that it checks nothing itself.
 */
final class CountingBackend implements BackendSpi {
  private final BackendSpi scalar = other("scalar").open(BackendOptions.NONE);
  private final AtomicInteger operations = new AtomicInteger();
  private final int patience;

  private static BackendProvider other(String name) {
    return ServiceLoader.load(BackendProvider.class, BackendProvider.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get).filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  CountingBackend(int patience) {
    this.patience = patience;
  }

  @Override
  public String description() {
    return "counting, " + operations + " operations so far";
  }

  @Override
  public Tensor.Memory constant(Matrix values) {
    return scalar.constant(values);
  }

  @Override
  public Linear.Weights linear(Matrix weight, float[] bias) {
    return scalar.linear(weight, bias);
  }

  @Override
  public void release(Tensor.Memory constant) {
    scalar.release(constant);
  }

  @Override
  public void release(Linear.Weights weights) {
    scalar.release(weights);
  }

  @Override
  public ContextSpi context(long elements) {
    return new CountingContext(scalar.context(elements));
  }

  @Override
  public void close() {
    scalar.close();
  }

  /** Hands everything through but the operations. */
  private final class CountingContext implements ContextSpi {
    private final ContextSpi scratch;
    private final Ops ops;

    CountingContext(ContextSpi scratch) {
      this.scratch = scratch;
      this.ops = (Ops) Proxy.newProxyInstance(Ops.class.getClassLoader(), new Class<?>[] {Ops.class},
          (_, method, arguments) -> {
            if (operations.incrementAndGet() > patience) {
              throw new IllegalStateException("tired after " + patience + " operations");
            }
            try {
              return method.invoke(scratch.ops(), arguments);
            } catch (InvocationTargetException e) {
              throw e.getCause();
            }
          });
    }

    @Override
    public Ops ops() {
      return ops;
    }

    @Override
    public Tensor tensor(Lease lease, Use use, long start, int groups, int rows, int cols) {
      return scratch.tensor(lease, use, start, groups, rows, cols);
    }

    @Override
    public void write(Tensor target, float[] values) {
      scratch.write(target, values);
    }

    @Override
    public void writePixels(Tensor target, byte[] pixels, float[][] tables) {
      scratch.writePixels(target, pixels, tables);
    }

    @Override
    public void read(Tensor source, float[] target) {
      scratch.read(source, target);
    }

    @Override
    public Tensor.Memory keep(Tensor source) {
      return scratch.keep(source);
    }

    @Override
    public void close() {
      scratch.close();
    }
  }
}
