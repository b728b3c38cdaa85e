package io.github.xclip4j.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.Backends;
import io.github.xclip4j.backend.Case.Layout;
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

  /**
   * Runs an operation on both; their results must be equal within the tolerance, relative to values above one.
   *
   * @param layout of the tensors of the backend under test
   * @param subject named where results differ
   */
  void compare(Layout layout, double tolerance, Stack subject, BiConsumer<Ops, Case> operation) {
    Case expected = new Case(referenceContext, reference, Layout.DENSE, false);
    Case actual = new Case(context, backend, layout, true);
    try (Context.Scope _ = referenceContext.scope(); Context.Scope _ = context.scope()) {
      operation.accept(referenceContext.ops(), expected);
      operation.accept(context.ops(), actual);
    }
    float[] want = expected.read;
    float[] got = actual.read;
    assertThat(got).hasSameSizeAs(want);
    for (int i = 0; i < want.length; i++) {
      if (!(Math.abs(got[i] - want[i]) <= tolerance * Math.max(1, Math.abs(want[i])))) {
        throw new AssertionError("value " + i + " of " + want.length + " (" + layout + ", subject " + subject.groups
            + "×" + subject.rows + "×" + subject.cols + "): " + got[i] + ", expected " + want[i] + " ± " + tolerance);
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
