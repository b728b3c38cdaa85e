package io.github.xclip4j.training;

import io.github.xclip4j.backend.Adjoints;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Constant;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Ops;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.backend.Use;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A context that remembers. Whatever a model computes on it is carried out on the context below; of what depends on a
 * parameter that is trained, the tape also keeps how its gradient goes back, and {@link #backward} goes back: it adds to
 * the gradient of every {@link Trainables trained} parameter. What depends on none is not remembered, costs nothing on
 * the way back, and its scratch is given back as it is without a tape.
 *
 * <p>For one forward pass, one way back, and one thread.
 */
/*
 * Memory. A tensor is memory, offset and strides, so the gradient of any view is the same view of a twin. Twins exist on
 * the way back only: where the forward pass closed a scope, the way back opens one and allocates the twins of what was
 * allocated in it, so that gradients take the scratch of an inference, not that of the tape. A scope in which something
 * was remembered is not closed before the tape is: its values are what the adjoints read.
 *
 * Values that change. Residual streams are read, then added to. An adjoint that needs what it read takes a `Saved`: a
 * reference for as long as nobody writes there, and a copy made before the first operation that does.
 *
 * Blocks. With recomputation, a block on a stream that gradients go through is computed as without a tape, after a copy
 * of the stream was kept; on the way back it is done again, remembered, and gone back through.
 */
final class Tape implements Context {
  /** What to keep of the blocks of a model. */
  enum Keeping {
    /** All that adjoints read: fast, and the more memory the more layers there are. */
    VALUES,
    /** The streams between them: each block is computed twice, and only one is in memory. */
    BLOCK_INPUTS
  }

  private final Context below;
  private final Trainables trainables;
  private final Keeping keeping;
  private final TapeOps ops;
  private final Deque<Scope> open = new ArrayDeque<>(); // scopes of the context below
  private List<Runnable> entries = new ArrayList<>(); // adjoints, and scopes' ends and beginnings
  private Level level;
  private boolean remembering = true;

  /**
   * @param below what computes; not closed with the tape, which gives all scratch back
   * @param trainables whose gradients are wanted
   */
  Tape(Context below, Trainables trainables, Keeping keeping) {
    this.below = below;
    this.trainables = trainables;
    this.keeping = keeping;
    this.ops = new TapeOps(this, below);
    open.push(below.scope());
    level = new Level(null);
  }

  /** What was allocated between the opening and the closing of a scope. */
  private final class Level {
    private final @Nullable Level outer;
    private final int firstEntry = entries.size();
    private final List<Scratch> scratch = new ArrayList<>();

    Level(@Nullable Level outer) {
      this.outer = outer;
    }
  }

  private void allocateTwins(Level of) {
    open.push(below.scope());
    for (Scratch each : of.scratch) {
      if (each.isActive()) {
        each.setTwin(below.tensor(each.value().groups(), each.value().rows(), each.value().cols()));
      }
    }
  }

  @Override
  public Backend backend() {
    return below.backend();
  }

  @Override
  public Ops ops() {
    return ops;
  }

  @Override
  public Adjoints adjoints() {
    return below.adjoints();
  }

  /** Always a stream: what a backend keeps in fewer bits or in an order of its own, adjoints could not read. */
  @Override
  public Tensor tensor(Use use, int groups, int rows, int cols) {
    Scratch scratch = new Scratch(below.tensor(groups, rows, cols));
    level.scratch.add(scratch);
    return scratch.value();
  }

  @Override
  public Scope scope() {
    Level opened = new Level(level);
    level = opened;
    Scope scope = below.scope();
    open.push(scope);
    return () -> close(opened, scope);
  }

  private void close(Level closing, Scope scope) {
    Level outer = closing.outer;
    if (level != closing || outer == null) {
      throw new IllegalStateException(
          "a scope that was opened later is still open: close scopes in the opposite order");
    }
    if (entries.size() == closing.firstEntry) {
      open.pop();
      scope.close();
    } else {
      entries.add(closing.firstEntry, () -> open.pop().close());
      entries.add(() -> allocateTwins(closing));
    }
    level = outer;
  }

  /** Whether a gradient of this tensor is wanted: it depends on a parameter that is trained, or is one. */
  boolean isActive(Tensor tensor) {
    return tensor.lease() instanceof Scratch scratch ? scratch.isActive() : trainables.isTrained(tensor);
  }

  /** To be called before an operation writes. */
  void beforeWrite(Tensor out) {
    if (out.lease() instanceof Scratch scratch) {
      for (Saved saved : scratch.takeSavedWhere(out)) {
        keep(saved);
      }
    }
  }

  private void keep(Saved saved) {
    Tensor view = saved.view();
    Tensor single = view.isRepeated() ? view.groupRange(0, 1) : view;
    Tensor copy = below.tensor(single.groups(), single.rows(), single.cols());
    below.ops().copy(copy, single);
    saved.replace(view.isRepeated() ? copy.repeat(view.groups()) : copy);
    entries.add(() -> {}); // the scope that the copy lies in must stay open
  }

  /** The values that a view has now, for an adjoint to read. */
  Saved save(Tensor view) {
    return remembering && view.lease() instanceof Scratch scratch ? scratch.save(view) : new Saved(view);
  }

  /** Scratch for an adjoint's own use, of the shape of {@code out}; its values stay as they are. */
  Tensor scratch(Tensor out) {
    return below.tensor(out.groups(), out.rows(), out.cols());
  }

  /**
   * Remembers {@code out = f(…)}.
   *
   * @param adjoint adds to the gradients of the inputs, given that of {@code out}, which it may use up
   */
  void rememberAssignment(Tensor out, Consumer<Tensor> adjoint) {
    remember(out, true, adjoint);
  }

  /** Remembers {@code out += f(…)}: the gradient of what was there before is the same. */
  void rememberUpdate(Tensor out, Consumer<Tensor> adjoint) {
    remember(out, false, adjoint);
  }

  /** Remembers that {@code out} was assigned what depends on no trained parameter. */
  void rememberConstant(Tensor out) {
    if (isActive(out)) {
      remember(out, true, _ -> {});
    }
  }

  /**
   * Remembers an operation that was carried out.
   *
   * @param ends whether the gradient of what was in {@code out} before is zero
   * @param adjoint adds to the gradients of the inputs, given that of {@code out}
   */
  private void remember(Tensor out, boolean ends, Consumer<Tensor> adjoint) {
    Scratch scratch = (Scratch) out.lease();
    boolean fresh = scratch.activate();
    if (!remembering) {
      return;
    }
    entries.add(() -> {
      if (scratch.hasGradient()) {
        Tensor gradient = scratch.gradient(out);
        adjoint.accept(gradient);
        if (ends && !fresh) {
          below.adjoints().clear(gradient);
        }
      }
    });
  }

  /** Where what goes back to a tensor is added; of a repeated one, the single group that takes the sum. */
  Tensor gradient(Tensor tensor) {
    Tensor single = tensor.isRepeated() ? tensor.groupRange(0, 1) : tensor;
    if (!(tensor.lease() instanceof Scratch scratch)) {
      return trainables.gradient(single);
    }
    if (scratch.touch()) {
      below.adjoints().clear(scratch.twin());
    }
    return scratch.gradient(single);
  }

  @Override
  public void block(Tensor stream, Runnable work) {
    if (keeping == Keeping.VALUES || !remembering || !isActive(stream)) {
      work.run();
      return;
    }
    Scratch scratch = (Scratch) stream.lease();
    beforeWrite(scratch.value());
    Tensor input = below.tensor(stream.groups(), stream.rows(), stream.cols());
    below.ops().copy(input, stream);
    remembering = false;
    try (Scope _ = scope()) {
      work.run();
    } finally {
      remembering = true;
    }
    entries.add(() -> {
      if (scratch.hasGradient()) {
        again(scratch, stream, input, work);
      }
    });
  }

  private void again(Scratch scratch, Tensor stream, Tensor input, Runnable work) {
    List<Runnable> entriesBefore = entries;
    Level levelBefore = level;
    int openBefore = open.size();
    scratch.forgetSaved();
    below.ops().copy(stream, input);
    open.push(below.scope());
    entries = new ArrayList<>();
    level = new Level(null);
    work.run();
    allocateTwins(level);
    runBackwards();
    closeScopes(openBefore);
    level = levelBefore;
    entries = entriesBefore;
  }

  /**
   * Adds to the gradients of all trained parameters what goes back from {@code out}.
   *
   * @param out allocated on this tape outside of any scope
   * @param gradient the loss's derivative by each value of {@code out}
   */
  void backward(Tensor out, float[] gradient) {
    if (!isActive(out)) {
      throw new IllegalArgumentException("the result depends on no trained parameter");
    }
    allocateTwins(level);
    below.write(gradient(out), gradient);
    runBackwards();
  }

  private void runBackwards() {
    for (int i = entries.size() - 1; i >= 0; i--) {
      entries.get(i).run();
    }
  }

  @Override
  public void write(Tensor target, float[] values) {
    beforeWrite(target);
    below.write(target, values);
  }

  @Override
  public void writePixels(Tensor target, byte[] pixels, float[][] tables) {
    beforeWrite(target);
    below.writePixels(target, pixels, tables);
  }

  @Override
  public void read(Tensor source, float[] target) {
    below.read(source, target);
  }

  @Override
  public Constant keep(Tensor source) {
    return below.keep(source);
  }

  /** Gives all scratch back to the context below, which stays open. */
  @Override
  public void close() {
    closeScopes(0);
  }

  private void closeScopes(int remaining) {
    while (open.size() > remaining) {
      open.pop().close();
    }
  }
}
