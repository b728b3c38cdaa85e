package io.github.xclip4j.backend;

import java.util.function.Consumer;

/**
 * How much scratch a piece of work needs, found by going through it without computing anything: there is no second
 * formula to keep in step with the model. Going through it also checks every shape.
 */
public final class ScratchPlan {
  private ScratchPlan() {}

  /**
   * The scratch a lane needs for {@code work}, in float elements.
   *
   * @param backend the backend that the constants and layers used by {@code work} belong to
   */
  public static long elements(Backend backend, Consumer<Lane> work) {
    MeasuringLane lane = new MeasuringLane(backend);
    work.accept(lane);
    return lane.slab.peak();
  }

  private static final class MeasuringLane implements Lane {
    private final Slab slab = new Slab(Long.MAX_VALUE / 2);
    private final Backend backend;
    private final Tensor.Memory memory;
    private final Ops ops;

    MeasuringLane(Backend backend) {
      this.backend = backend;
      memory = () -> backend;
      ops = new CheckedOps(backend, new NoOps());
    }

    @Override
    public Ops ops() {
      return ops;
    }

    @Override
    public Tensor tensor(int groups, int rows, int cols) {
      return Tensor.dense(memory, slab.allocate((long) groups * rows * cols), groups, rows, cols);
    }

    @Override
    public Tensor operand(int groups, int rows, int cols) {
      long values = (long) groups * rows * cols;
      long elements = backend.operandElements(values);
      if (elements == values) {
        return tensor(groups, rows, cols);
      }
      slab.allocate(elements);
      // Packed values count their offsets differently: a memory of their own, so that no view seems to reach into another.
      return Tensor.dense(new Packed(backend), 0, groups, rows, cols);
    }

    @Override
    public Tensor linearInput(int groups, int rows, int cols) {
      slab.allocate(backend.linearInputElements((long) groups * rows, cols));
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
