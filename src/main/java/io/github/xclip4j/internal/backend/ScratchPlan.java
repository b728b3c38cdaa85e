package io.github.xclip4j.internal.backend;

import io.github.xclip4j.backend.Adjoints;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Constant;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Ops;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.backend.Use;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * How much scratch a piece of work needs, found by running it in a context that computes nothing: so there is no second
 * formula to keep consistent with the model. Planning also checks shapes, lifetimes and owners, as every context does.
 * Work that reads a tensor gets NaN, so that a value that was never computed cannot pass for a result; {@code keep} is
 * refused.
 */
public final class ScratchPlan {
  private ScratchPlan() {}

  /**
   * The scratch a context needs for {@code work}, in float elements.
   *
   * @param backend the backend that the constants and layers used by {@code work} belong to
   */
  public static long elements(Backend backend, Consumer<Context> work) {
    MeasuringContext context = new MeasuringContext(backend);
    work.accept(context);
    return context.slab.peak();
  }

  private static final class MeasuringContext implements Context {
    private static final Tensor.Memory NOWHERE = new Tensor.Memory() {};

    private final Slab slab = new Slab(this, Long.MAX_VALUE / 2);
    private final Backend backend;
    private final TensorChecks tensors = new TensorChecks(this);
    private final ShapeChecks checks = new ShapeChecks(tensors);
    private final AdjointChecks adjoints = new AdjointChecks(tensors);

    MeasuringContext(Backend backend) {
      this.backend = backend;
    }

    @Override
    public Backend backend() {
      return backend;
    }

    @Override
    public Ops ops() {
      return checks;
    }

    @Override
    public Adjoints adjoints() {
      backend.adjointsUnavailable().ifPresent(reason -> {
        throw new UnsupportedOperationException(reason);
      });
      return adjoints;
    }

    @Override
    public Tensor tensor(Use use, int groups, int rows, int cols) {
      long start = slab.allocate(backend.elements(use, (long) groups * rows, cols));
      return switch (use) {
        case STREAM -> Tensor.dense(slab.lease(), NOWHERE, start, groups, rows, cols);
        // Their elements may have another size. Each gets a memory of its own, so that views cannot seem to overlap.
        case OPERAND -> Tensor.dense(slab.lease(), new Apart(true), 0, groups, rows, cols);
        case LINEAR_INPUT -> Tensor.dense(slab.lease(), new Apart(false), 0, groups, rows, cols);
      };
    }

    @Override
    public Scope scope() {
      slab.enter();
      return slab.open();
    }

    @Override
    public void write(Tensor target, float[] values) {
      tensors.transfer("write", target, values.length);
      tensors.writable("write", target);
    }

    @Override
    public void writePixels(Tensor target, byte[] pixels, float[][] tables) {
      tensors.transfer("writePixels", target, pixels.length);
      tensors.writable("writePixels", target);
      tensors.tables(target, tables);
    }

    @Override
    public void read(Tensor source, float[] target) {
      tensors.transfer("read", source, target.length);
      Arrays.fill(target, Float.NaN);
    }

    @Override
    public Constant keep(Tensor source) {
      tensors.plain("keep", "the tensor", source);
      throw new IllegalStateException(
          "keep: planned work computes nothing that could be kept; keep tensors when the work "
              + "has run");
    }

    @Override
    public void close() {
      slab.end();
    }
  }

  /** Memory that no other tensor shares. */
  private static final class Apart implements Tensor.Memory {
    private final boolean viewable;

    Apart(boolean viewable) {
      this.viewable = viewable;
    }

    @Override
    public boolean viewable() {
      return viewable;
    }
  }
}
