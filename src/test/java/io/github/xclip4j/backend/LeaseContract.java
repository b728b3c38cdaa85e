package io.github.xclip4j.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xclip4j.internal.backend.ScratchPlan;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What every backend refuses, with the reason: the use of what is closed, released, another's, or in another thread. */
interface LeaseContract extends Contract {
  private static AbstractThrowableAssert<?, ?> refuses(ThrowingCallable call) {
    return assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class);
  }

  private static AbstractThrowableAssert<?, ?> isOver(ThrowingCallable call) {
    return assertThatThrownBy(call).isInstanceOf(IllegalStateException.class);
  }

  private static Linear layer(Backend backend) {
    return backend.linear(3, 2, Matrix.of(3, 2, new float[6]), new float[0]);
  }

  @Test
  default void closedContext_isOver() {
    Backend backend = pair().backend();
    Context context = backend.context(1 << 12);
    Tensor x = context.tensor(1, 1, 4);
    Ops ops = context.ops();
    context.close();
    context.close();

    isOver(() -> context.tensor(1, 1, 4)).hasMessage("the context is closed");
    isOver(() -> ops.add(x, x)).hasMessage("the context is closed");
    isOver(() -> context.write(x, new float[4])).hasMessage("the context is closed");
    isOver(() -> context.read(x)).hasMessage("the context is closed");
    isOver(() -> context.keep(x)).hasMessage("the context is closed");
    isOver(context::scope).hasMessage("the context is closed");
  }

  @Test
  default void closedBackend_isOver() {
    Backend backend = another();
    Context context = backend.context(1 << 12);
    Tensor x = context.tensor(1, 1, 4);
    Constant constant = backend.constant(1, 4, new float[4]);
    backend.close();
    backend.close();

    isOver(() -> backend.constant(1, 4, new float[4])).hasMessage("the backend is closed");
    isOver(() -> layer(backend)).hasMessage("the backend is closed");
    isOver(() -> backend.context(64)).hasMessage("the backend is closed");
    isOver(() -> backend.release(constant)).hasMessage("the backend is closed");
    isOver(() -> context.ops().add(x, constant.tensor())).hasMessage("the backend is closed");
    isOver(() -> context.read(x)).hasMessage("the backend is closed");
    context.close();
  }

  @Test
  default void scratch_endsWithItsScope() {
    Context context = pair().context();
    try (Context.Scope _ = context.scope()) {
      Tensor x = context.tensor(1, 1, 4);
      Tensor y;
      try (Context.Scope _ = context.scope()) {
        y = context.tensor(1, 1, 4);
        context.write(y, new float[4]);
      }
      isOver(() -> context.ops().copy(x, y)).hasMessage("copy: x (1, 1, 4) was given back when its scope closed");
      isOver(() -> context.read(y.columns(0, 2))).hasMessageContaining("was given back");
    }
  }

  @Test
  default void scopes_closeInTheOppositeOrder() {
    try (Context context = pair().backend().context(1 << 12)) {
      Context.Scope outer = context.scope();
      Context.Scope inner = context.scope();

      isOver(outer::close).hasMessageContaining("opened later is still open");
      inner.close();
      inner.close();
      outer.close();
    }
  }

  @Test
  default void scratch_isOfItsOwnContext() {
    Backend backend = pair().backend();
    try (Context one = backend.context(1 << 12); Context other = backend.context(1 << 12)) {
      Tensor x = one.tensor(1, 1, 4);
      Tensor y = other.tensor(1, 1, 4);

      refuses(() -> one.ops().add(x, y)).hasMessage("add: x (1, 1, 4) is scratch of another context");
      refuses(() -> other.write(x, new float[4])).hasMessageContaining("scratch of another context");
      refuses(() -> one.ops().add(x, pair().referenceContext().tensor(1, 1, 4)))
          .hasMessageContaining("belongs to another backend").hasMessageContaining("cpu-scalar");
    }
  }

  @Test
  default void released_isOver() {
    Backend backend = pair().backend();
    Constant constant = backend.constant(1, 2, new float[2]);
    Linear layer = layer(backend);
    backend.release(constant);
    backend.release(layer);

    isOver(() -> backend.release(constant)).hasMessage("the constant (1, 1, 2) was released before");
    isOver(() -> backend.release(layer)).hasMessage("the layer (3, 2) was released before");
    Context context = pair().context();
    try (Context.Scope _ = context.scope()) {
      Tensor x = context.tensor(1, 1, 2);
      isOver(() -> context.ops().add(x, constant.tensor())).hasMessage("add: x (1, 1, 2) was released");
      isOver(() -> context.ops().linear(context.tensor(1, 1, 3), x, layer, Activation.NONE))
          .hasMessage("linear: the layer (3, 2) was released");
    }
  }

  @Test
  default void foreign_isRefused() {
    Backend backend = pair().backend();
    Constant constant = pair().reference().constant(1, 2, new float[2]);
    Linear layer = layer(pair().reference());

    refuses(() -> backend.release(constant)).hasMessageContaining("belongs to another backend")
        .hasMessageContaining("cpu-scalar");
    refuses(() -> backend.release(layer)).hasMessageContaining("belongs to another backend");
    Context context = pair().context();
    try (Context.Scope _ = context.scope()) {
      Tensor x = context.tensor(1, 1, 2);
      refuses(() -> backend.release(new Constant(x))).hasMessageContaining("is scratch");
      refuses(() -> context.ops().add(x, constant.tensor())).hasMessageContaining("belongs to another backend");
      refuses(() -> context.ops().linear(context.tensor(1, 1, 3), x, layer, Activation.NONE))
          .hasMessageContaining("the layer (3, 2) belongs to another backend");
    }
    pair().reference().release(constant);
    pair().reference().release(layer);
  }

  @Test
  default void lengths_areThoseOfTheTensor() {
    Context context = pair().context();
    try (Context.Scope _ = context.scope()) {
      Tensor x = context.tensor(1, 6, 2);

      refuses(() -> context.write(x, new float[11])).hasMessageContaining("(1, 6, 2) has 12 values, the array 11");
      refuses(() -> context.read(x, new float[13])).hasMessageContaining("(1, 6, 2) has 12 values, the array 13");
      refuses(() -> context.writePixels(x, new byte[11], new float[3][256])).hasMessageContaining("the array 11");
      refuses(() -> context.writePixels(x, new byte[12], new float[4][256]))
          .hasMessageContaining("6 pixel rows are not 4 channels");
      refuses(() -> context.writePixels(x, new byte[12], new float[3][255]))
          .hasMessageContaining("255 values, not 256");
      refuses(() -> context.write(context.tensor(1, 1, 4).repeat(2), new float[8]))
          .hasMessageContaining("only be read");
    }
  }

  @Test
  default void weights_areOfTheShapeThatWasNamed() {
    Backend backend = pair().backend();

    refuses(() -> backend.constant(2, 3, new float[5])).hasMessageContaining("2×3").hasMessageContaining("5");
    refuses(() -> backend.linear(3, 2, Matrix.of(2, 3, new float[6]), new float[0]))
        .hasMessageContaining("needs a weight of (3, 2), not (2, 3)");
    refuses(() -> backend.linear(3, 2, Matrix.of(3, 2, new float[6]), new float[2])).hasMessageContaining("not of 2");
  }

  @Test
  default void anotherThread_waitsUntilTheScopeCloses() {
    try (Context context = pair().backend().context(1 << 12)) {
      Tensor x = context.tensor(1, 1, 4);
      try (Context.Scope _ = context.scope()) {
        assertThat(elsewhere(() -> context.read(x))).get().isInstanceOf(IllegalStateException.class)
            .asString().contains("in use by another thread");
        assertThat(elsewhere(context::scope)).isPresent();
        assertThat(elsewhere(context::close)).isPresent();
      }
      context.write(x, new float[4]);
      assertThat(elsewhere(() -> context.read(x))).isEmpty();
    }
  }

  @Test
  default void backend_isNotClosedUnderAnotherThreadsContext() {
    Backend backend = another();
    Context context = backend.context(1 << 12);
    try (Context.Scope _ = context.scope()) {
      assertThat(elsewhere(backend::close)).get().isInstanceOf(IllegalStateException.class);
      context.tensor(1, 1, 4);
    }
    backend.close();
  }

  /** What a call throws in another thread. */
  private static Optional<Throwable> elsewhere(Runnable call) {
    try {
      CompletableFuture.runAsync(call).join();
      return Optional.empty();
    } catch (CompletionException e) {
      return Optional.of(e.getCause());
    }
  }

  /** The same in a context and in planning, which knows no values. */
  @Test
  default void inputsOfLinearLayers_areUsedWhole() {
    Context context = pair().context();
    try (Context.Scope _ = context.scope()) {
      useWhole(context);
    }
    ScratchPlan.elements(pair().backend(), LeaseContract::useWhole);
  }

  private static void useWhole(Context context) {
    Tensor input = context.tensor(Use.LINEAR_INPUT, 2, 3, 2);
    Tensor plain = context.tensor(2, 3, 2);

    refuses(() -> input.slice(0, 2)).hasMessageContaining("as a whole").hasMessageContaining("operand");
    refuses(() -> input.columns(0, 1)).hasMessageContaining("as a whole");
    refuses(() -> input.groupRange(0, 1)).hasMessageContaining("as a whole");
    refuses(() -> input.regroup(1, 6).repeat(2)).hasMessageContaining("as a whole");
    refuses(() -> context.read(input)).hasMessageContaining("the input of linear layers");
    refuses(() -> context.write(input, new float[12])).hasMessageContaining("the input of linear layers");
    refuses(() -> context.keep(input)).hasMessageContaining("the input of linear layers");
    refuses(() -> context.ops().add(plain, input)).hasMessageContaining("the input of linear layers");
    refuses(() -> context.ops().copy(input, plain)).hasMessageContaining("the input of linear layers");
    refuses(() -> context.ops().attention(input, plain, plain, plain, 1, Mask.NONE))
        .hasMessageContaining("the input of linear layers");
    assertThat(input.regroup(3, 2)).hasToString("(3, 2, 2)");
  }

  @Test
  default void planning_readsNoValuesAndKeepsNone() {
    ScratchPlan.elements(pair().backend(), context -> {
      Tensor x = context.tensor(1, 1, 2);
      context.write(x, new float[] {1, 2});

      assertThat(context.read(x)).containsExactly(Float.NaN, Float.NaN);
      isOver(() -> context.keep(x)).hasMessageContaining("when the work has run");
    });
  }

  @Test
  default void planning_refusesWhatTheContextWouldRefuse() {
    Constant constant = pair().reference().constant(1, 2, new float[2]);

    refuses(() -> ScratchPlan.elements(pair().backend(),
        context -> context.ops().add(context.tensor(1, 1, 2), constant.tensor())))
        .hasMessageContaining("belongs to another backend");
    isOver(() -> ScratchPlan.elements(pair().backend(), context -> {
      Tensor x;
      try (Context.Scope _ = context.scope()) {
        x = context.tensor(1, 1, 2);
      }
      context.ops().normalize(x, x);
    })).hasMessageContaining("was given back");
    pair().reference().release(constant);
  }
}
