package io.github.xclip4j.backend;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;

/**
 * One operation in one size, defined once: its inputs and results, how it is called, how its adjoint is called, what error
 * it may have, what it costs. The contract of backends, the law of gradients and the benchmarks all take it from here.
 *
 * <p>{@link #adjoint()} is a case, too: its inputs are those of the operation and the gradients of its results, its results
 * the gradients of the inputs, which it adds to.
 */
public final class OpCase {
  private static final String GRADIENT = "d ";

  /** What goes in. */
  private record Input(Stack stack, int repeats, Place place) {}

  private enum Place {
    TENSOR, CONSTANT, HOST
  }

  /** A result that may be the same view as an input. */
  private record Shared(String result, String input) {}

  private final String name;
  private final Map<String, Input> inputs = new LinkedHashMap<>();
  private final Map<String, Stack> results = new LinkedHashMap<>();
  private Optional<Shared> shared = Optional.empty();
  private Consumer<Run> work = run -> {};
  private Consumer<Run> backwards = run -> {};
  private List<String> differentiable = List.of();
  private DoubleUnaryOperator tolerance = roundoff -> 0;
  private DoubleUnaryOperator adjointTolerance = roundoff -> 0;
  private double flop;

  private OpCase(String name) {
    this.name = name;
  }

  /** A case called {@code name}, for people: operation and sizes. */
  public static OpCase of(String operation, Object... sizes) {
    StringBuilder name = new StringBuilder(operation);
    for (Object size : sizes) {
      name.append(':').append(size);
    }
    return new OpCase(name.toString());
  }

  /** An input as a tensor in scratch. */
  OpCase input(String input, Stack stack) {
    return input(input, stack, 1, Place.TENSOR);
  }

  /** A stack of one group, repeated. */
  OpCase repeated(String input, Stack stack, int count) {
    return input(input, stack, count, Place.TENSOR);
  }

  /** An input as a constant of the backend. */
  OpCase constant(String input, Stack stack) {
    return input(input, stack, 1, Place.CONSTANT);
  }

  /** An input that stays on the host, such as the weights that a layer is made of; with its adjoint it is a tensor. */
  OpCase host(String input, Stack stack) {
    return input(input, stack, 1, Place.HOST);
  }

  private OpCase input(String input, Stack stack, int repeats, Place place) {
    inputs.put(input, new Input(stack, repeats, place));
    return this;
  }

  /** A result that is assigned: it is not a number before. */
  OpCase result(String result, int groups, int rows, int cols) {
    return result(result, Stack.nan(groups, rows, cols));
  }

  /** A result that is added to. */
  OpCase result(String result, Stack before) {
    results.put(result, before);
    return this;
  }

  /** The operation may run in place. */
  OpCase inPlace(String result, String input) {
    shared = Optional.of(new Shared(result, input));
    return this;
  }

  OpCase work(Consumer<Run> run) {
    work = run;
    return this;
  }

  /** What computes the gradients of these inputs from that of {@code out}. */
  OpCase backwards(Consumer<Run> run, String... of) {
    backwards = run;
    differentiable = List.of(of);
    return this;
  }

  /** @param law the error of a result, relative to values above one, of the roundoff of a stored value */
  OpCase tolerance(DoubleUnaryOperator law) {
    tolerance = law;
    return this;
  }

  /** {@link #tolerance} of the adjoint. */
  OpCase adjointTolerance(DoubleUnaryOperator law) {
    adjointTolerance = law;
    return this;
  }

  /** @param count multiplications and additions of a call; exponentials are not counted */
  OpCase flop(double count) {
    flop = count;
    return this;
  }

  /** Whether there is an adjoint. */
  public boolean isDifferentiable() {
    return !differentiable.isEmpty();
  }

  List<String> differentiable() {
    return differentiable;
  }

  boolean mayRunInPlace() {
    return shared.isPresent();
  }

  /** The error that a result may have, relative to values above one, where stored values have this roundoff. */
  public double tolerance(double unitRoundoff) {
    return tolerance.applyAsDouble(unitRoundoff);
  }

  /** Multiplications and additions of a call. */
  public double flop() {
    return flop;
  }

  /** Bytes of inputs and results, each once. */
  public double bytes() {
    double elements = 0;
    for (Input each : inputs.values()) {
      elements += each.stack.values.length;
    }
    for (Stack each : results.values()) {
      elements += each.values.length;
    }
    return elements * Float.BYTES;
  }

  /** Elements of scratch that are enough for {@link #place}. */
  public long elements() {
    return 8L * (long) bytes() / Float.BYTES + (1 << 16);
  }

  /** What an input holds. */
  public float[] values(String input) {
    return inputs.get(input).stack.values;
  }

  Stack stack(String input) {
    return inputs.get(input).stack;
  }

  Stack result(String result) {
    return results.get(result);
  }

  /** The same operation on other values. */
  OpCase with(String input, Stack stack) {
    OpCase other = copy(name);
    Input old = inputs.get(input);
    other.input(input, stack, old.repeats, old.place);
    return other;
  }

  /** The same under another name. */
  OpCase named(String other) {
    return copy(other);
  }

  private OpCase copy(String called) {
    OpCase other = new OpCase(called);
    other.inputs.putAll(inputs);
    other.results.putAll(results);
    other.shared = shared;
    other.work = work;
    other.backwards = backwards;
    other.differentiable = differentiable;
    other.tolerance = tolerance;
    other.adjointTolerance = adjointTolerance;
    other.flop = flop;
    return other;
  }

  /** The adjoint as a case of its own; the gradients hold something before, and so show that it adds to them. */
  public OpCase adjoint() {
    OpCase other = new OpCase("adjoint of " + name);
    inputs.forEach((input, each) -> other.input(input, each.stack, each.repeats,
        each.place == Place.HOST ? Place.TENSOR : each.place));
    results.forEach((result, each) -> other.input(GRADIENT + result,
        Stack.random(90 + other.inputs.size(), each.groups, each.rows, each.cols)));
    for (String input : differentiable) {
      Stack stack = inputs.get(input).stack;
      other.result(GRADIENT + input, Stack.random(70 + other.results.size(), stack.groups, stack.rows, stack.cols));
    }
    other.shared = shared.map(both -> new Shared(GRADIENT + both.input, GRADIENT + both.result));
    other.tolerance = adjointTolerance;
    other.work = backwards;
    other.flop = 2 * flop;
    return other;
  }

  /** The adjoint from a gradient of the result, into gradients that start from nothing. */
  OpCase adjoint(String result, Stack gradient) {
    OpCase other = adjoint().with(GRADIENT + result, gradient);
    other.results.replaceAll((_, each) -> new Stack(each.groups, each.rows, each.cols, new float[each.values.length]));
    return other;
  }

  static String gradient(String of) {
    return GRADIENT + of;
  }

  @Override
  public String toString() {
    return name;
  }

  /** Lays everything out on a context; the run is to be carried out before the context's scope closes. */
  public Run place(Case on) {
    return new Run(on, Optional.empty());
  }

  /** {@link #place} with one view as input and result. */
  Run placeInPlace(Case on) {
    return new Run(on, shared);
  }

  /** An operation laid out on a context. */
  public final class Run implements Runnable, AutoCloseable {
    private final Case on;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private Optional<Linear> layer = Optional.empty();

    private Run(Case on, Optional<Shared> same) {
      this.on = on;
      inputs.forEach((input, each) -> {
        switch (each.place) {
          case TENSOR -> tensors.put(input, repeat(on.put(each.stack), each.repeats));
          case CONSTANT -> tensors.put(input, on.constant(each.stack));
          case HOST -> {}
        }
      });
      results.forEach((result, before) -> tensors.put(result,
          same.isPresent() && same.get().result.equals(result) ? get(same.get().input) : on.put(before)));
    }

    private static Tensor repeat(Tensor tensor, int count) {
      return count == 1 ? tensor : tensor.repeat(count);
    }

    /** Calls the operation. */
    @Override
    public void run() {
      work.accept(this);
    }

    Ops ops() {
      return on.context.ops();
    }

    Adjoints adjoints() {
      return on.context.adjoints();
    }

    /** An input or result. */
    Tensor get(String called) {
      return tensors.get(called);
    }

    /** The gradient of an input or result. */
    Tensor d(String called) {
      return get(GRADIENT + called);
    }

    float[] values(String input) {
      return inputs.get(input).stack.values;
    }

    /** Scratch for something in between. */
    Tensor scratch(String called, int groups, int rows, int cols) {
      return tensors.computeIfAbsent(called, _ -> on.empty(groups, rows, cols));
    }

    /** The layer that two inputs on the host are the weight and the bias of. */
    Linear layer(String weight, String bias) {
      if (layer.isEmpty()) {
        Stack values = inputs.get(weight).stack;
        layer = Optional.of(on.backend.linear(values.rows, values.cols,
            Matrix.of(values.rows, values.cols, values.values),
            inputs.containsKey(bias) ? values(bias) : new float[0]));
      }
      return layer.get();
    }

    /** A layer of parts, made once. */
    Linear layer(List<Linear.Part> parts) {
      if (layer.isEmpty()) {
        layer = Optional.of(on.backend.linear(parts));
      }
      return layer.get();
    }

    /** Reads the results. */
    public Map<String, float[]> read() {
      Map<String, float[]> values = new LinkedHashMap<>();
      results.keySet().forEach(result -> values.put(result, on.read(get(result))));
      return values;
    }

    /** Gives back the layers and constants that were made for it. */
    @Override
    public void close() {
      layer.ifPresent(on.backend::release);
      on.close();
    }
  }
}
