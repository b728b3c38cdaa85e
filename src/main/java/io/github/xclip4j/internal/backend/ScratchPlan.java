package io.github.xclip4j.internal.backend;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Ops;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.backend.Use;
import java.util.function.Consumer;

/**
 * How much scratch a piece of work needs, found by going through it without computing anything: there is no second
 * formula to keep in step with the model. Going through it also checks every shape.
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
    private final Slab slab = new Slab(Long.MAX_VALUE / 2);
    private final Backend backend;
    private final Tensor.Memory memory;
    private final Ops ops;

    MeasuringContext(Backend backend) {
      this.backend = backend;
      memory = () -> backend;
      ops = new CheckedOps(backend, new NoOps());
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
    public Tensor tensor(Use use, int groups, int rows, int cols) {
      long values = (long) groups * rows * cols;
      long elements = backend.elements(use, (long) groups * rows, cols);
      long start = slab.allocate(elements);
      if (elements == values && use != Use.LINEAR_INPUT) {
        return Tensor.dense(memory, start, groups, rows, cols);
      }
      // Packed values count their offsets differently: a memory of their own, so that no view seems to reach into another.
      return Tensor.dense(new Packed(backend), 0, groups, rows, cols);
    }

    @Override
    public Scope scope() {
      return slab.scope();
    }

    @Override
    public void write(Tensor target, float[] values) {}

    @Override
    public void writePixels(Tensor target, byte[] pixels, float[][] tables) {}

    @Override
    public void read(Tensor source, float[] target) {}

    @Override
    public void close() {}
  }

  /** Every one is a place of its own. */
  private static final class Packed implements Tensor.Memory {
    private final Backend owner;

    Packed(Backend owner) {
      this.owner = owner;
    }

    @Override
    public Backend owner() {
      return owner;
    }
  }

  private static final class NoOps implements Ops {
    @Override
    public void linear(Tensor out, Tensor x, Linear layer, Activation activation) {}

    @Override
    public void linearAdd(Tensor out, Tensor x, Linear layer) {}

    @Override
    public void layerNorm(Tensor out, Tensor x, Tensor gamma, Tensor beta, float epsilon) {}

    @Override
    public void attention(Tensor out, Tensor q, Tensor k, Tensor v, int heads, Mask mask) {}

    @Override
    public void attentionWeights(Tensor out, Tensor q, Tensor k, int heads, Mask mask) {}

    @Override
    public void patches(Tensor out, Tensor pixels, int channels, int patchSize) {}

    @Override
    public void lookup(Tensor out, Tensor table, int[] rows) {}

    @Override
    public void copy(Tensor out, Tensor x) {}

    @Override
    public void add(Tensor out, Tensor x) {}

    @Override
    public void addScaled(Tensor out, Tensor x, Tensor scale) {}

    @Override
    public void mean(Tensor out, Tensor x) {}

    @Override
    public void meanGroups(Tensor out, Tensor x) {}

    @Override
    public void normalize(Tensor out, Tensor x) {}

    @Override
    public void scores(Tensor out, Tensor video, Tensor text, float scale) {}
  }
}
