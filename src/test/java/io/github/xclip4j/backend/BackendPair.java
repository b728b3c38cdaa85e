package io.github.xclip4j.backend;

import io.github.xclip4j.Backends;
import io.github.xclip4j.backend.Case.Layout;
import java.util.List;
import java.util.function.BiConsumer;

/** A backend under test beside the scalar one. */
final class BackendPair implements AutoCloseable {
  private static final long SCRATCH = 1 << 22;

  private final Backend backend;
  private final Backend reference;
  private final Context context;
  private final Context referenceContext;
  private final double unitRoundoff;

  /** @param backend closed with this */
  BackendPair(Backend backend, double unitRoundoff) {
    this.backend = backend;
    this.unitRoundoff = unitRoundoff;
    reference = Backends.open("scalar");
    context = backend.context(SCRATCH);
    referenceContext = reference.context(SCRATCH);
  }

  Backend backend() {
    return backend;
  }

  Backend reference() {
    return reference;
  }

  Context context() {
    return context;
  }

  Context referenceContext() {
    return referenceContext;
  }

  /** The relative rounding error of one value stored by the backend under test. */
  double unitRoundoff() {
    return unitRoundoff;
  }

  /** Runs an operation on both in every layout and, where that is allowed, in place; see the other {@code compare}. */
  void compare(OpCase operation) {
    List<float[]> expected = on(referenceContext, Layout.DENSE, (_, l) -> run(l, operation.place(l)));
    for (Layout layout : Layout.values()) {
      equal(on(context, layout, (_, l) -> run(l, operation.place(l))), expected, operation.tolerance(unitRoundoff),
          layout + ", " + operation);
    }
    if (operation.mayRunInPlace()) {
      List<float[]> inPlace = on(referenceContext, Layout.DENSE, (_, l) -> run(l, operation.placeInPlace(l)));
      for (Layout layout : Layout.values()) {
        equal(on(context, layout, (_, l) -> run(l, operation.placeInPlace(l))), inPlace,
            operation.tolerance(unitRoundoff), layout + " in place, " + operation);
      }
    }
  }

  private static void run(Case on, OpCase.Run run) {
    run.run();
    on.results.addAll(run.read().values());
    run.close();
  }

  /**
   * Runs an operation on both; their results must be equal within the tolerance, relative to values above one.
   *
   * @param layout of the tensors of the backend under test
   * @param subject named where results differ
   */
  void compare(Layout layout, double tolerance, Stack subject, BiConsumer<Ops, Case> operation) {
    List<float[]> expected = on(referenceContext, Layout.DENSE, operation);
    equal(on(context, layout, operation), expected, tolerance,
        layout + ", subject " + subject.groups + "×" + subject.rows + "×" + subject.cols);
  }

  private static List<float[]> on(Context context, Layout layout, BiConsumer<Ops, Case> operation) {
    try (Case on = new Case(context, layout); Context.Scope _ = context.scope()) {
      operation.accept(context.ops(), on);
      return on.results;
    }
  }

  private static void equal(List<float[]> got, List<float[]> want, double tolerance, String what) {
    if (want.isEmpty() || got.size() != want.size()) {
      throw new AssertionError(got.size() + " results of " + want.size() + " (" + what + ")");
    }
    for (int i = 0; i < want.size(); i++) {
      equal(got.get(i), want.get(i), tolerance, "result " + i + " of " + want.size() + ", " + what);
    }
  }

  private static void equal(float[] got, float[] want, double tolerance, String what) {
    if (got.length != want.length) {
      throw new AssertionError(got.length + " values, expected " + want.length + " (" + what + ")");
    }
    for (int i = 0; i < want.length; i++) {
      if (!(Math.abs(got[i] - want[i]) <= tolerance * Math.max(1, Math.abs(want[i])))) {
        throw new AssertionError("value " + i + " of " + want.length + " (" + what + "): " + got[i] + ", expected "
            + want[i] + " ± " + tolerance);
      }
    }
  }

  @Override
  public void close() {
    context.close();
    referenceContext.close();
    backend.close();
    reference.close();
  }
}
