package io.github.xclip4j.internal.backend.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.backend.Use;
import io.github.xclip4j.internal.backend.CheckedBackend;
import io.github.xclip4j.internal.backend.matrix.WatchedFunctions.Call;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Native calls on arrays of the heap hold off the garbage collector: each must be short. */
class CallLengthTest {
  /** Half a millisecond of AVX-512 BF16, which does 32 a cycle, at 2 GHz. */
  private static final long MULTIPLY_ADDS = 1L << 25;
  /** AMX does 16 times as many a cycle, and stays above half of that. */
  private static final int AMX_IS_FASTER = 8;
  /** Values that are rounded to bf16 or 8 bits, in a few cycles for sixteen. */
  private static final long VALUES = 1 << 21;
  private static final double MILLISECOND = 1e-3;
  /** The shortest of so many equal calls was not interrupted, however much else runs. */
  private static final int CALLS = 7;

  private static final int[] INPUTS = {64, 768, 3072, 4096, 16384};
  private static final int ROWS = 1600;
  private static final int OUTPUTS = 96;
  private static final int BLOCKS = 2;

  /** Weights without values of their own. */
  private record Zeros(int rows, int cols, Storage storage) implements Matrix {
    @Override
    public void read(int row, int firstCol, int count, float[] target, int offset) {}

    @Override
    public float scale(int row) {
      return 1;
    }

    @Override
    public void readIntegers(int row, int firstCol, int count, byte[] target, int offset) {}
  }

  /** What the published models and larger ones ask for: products of every width, attention of frames, texts, prompts. */
  private static void everything(Backend backend) {
    for (Matrix.Storage storage : List.of(Matrix.Storage.F32, Matrix.Storage.INT8)) {
      for (int inputs : INPUTS) {
        product(backend, inputs, storage);
      }
    }
    norm(backend, 4096);
    attention(backend, 1, 257, 257, 1024, 16, Mask.NONE);
    attention(backend, 2, 77, 77, 512, 8, Mask.CAUSAL);
    attention(backend, 1, 400, 196, 512, 8, Mask.NONE);
    attention(backend, 1, 64, 2048, 128, 1, Mask.NONE);
  }

  private static void product(Backend backend, int inputs, Matrix.Storage storage) {
    try (Context context = backend.context(3L * ROWS * inputs + ROWS * OUTPUTS); Context.Scope _ = context.scope()) {
      Linear layer = backend.linear(OUTPUTS, inputs, new Zeros(OUTPUTS, inputs, storage), new float[OUTPUTS]);
      Tensor x = context.tensor(1, ROWS, inputs);
      Tensor out = context.tensor(1, ROWS, OUTPUTS);
      context.ops().linear(out, x, layer, Activation.QUICK_GELU);
      context.ops().linearAdd(out, x, layer);
      backend.release(layer);
    }
  }

  private static void norm(Backend backend, int width) {
    try (Context context = backend.context(3L * (BLOCKS + 1) * width * Kernels.BLOCK);
        Context.Scope _ = context.scope()) {
      Tensor x = context.tensor(1, BLOCKS * Kernels.BLOCK, width);
      Tensor row = context.tensor(1, 1, width);
      context.ops().layerNorm(context.tensor(Use.LINEAR_INPUT, 1, x.rows(), width), x, row, row, 1e-5f);
    }
  }

  private static void attention(Backend backend, int groups, int queries, int keys, int width, int heads, Mask mask) {
    long elements = 2L * groups * (queries + keys) * width;
    try (Context context = backend.context(elements); Context.Scope _ = context.scope()) {
      Tensor q = context.tensor(groups, queries, width);
      Tensor k = context.tensor(groups, keys, width);
      Tensor v = context.tensor(groups, keys, width);
      Tensor out = context.tensor(groups, queries, width);
      context.ops().attention(out, q, k, v, heads, mask);
    }
  }

  private static Backend open(TestUnits units, Arena arena, WatchedFunctions.Watch watch) {
    NativeLibrary library = units.library(arena);
    return new CheckedBackend("matrix", MatrixProvider.open(arena, new WatchedFunctions(library, watch),
        units.unit(library), units.precision(), 1), List.of());
  }

  /** Multiply-adds of a call, all terms counted; 0 for a call that only arranges values. */
  private static long multiplyAdds(Call call) {
    if (call.name().startsWith("xclip4j_product_int8_")) {
      return call.number(7) * Kernels.BLOCK * call.number(8);
    }
    if (call.name().startsWith("xclip4j_product_")) {
      return call.number(5) * Kernels.BLOCK * call.number(6) * Kernels.BLOCK * products(call.number(7));
    }
    if (call.name().startsWith("xclip4j_attention_")) {
      return 2 * number(call, 6, 10) * number(call, 6, 11) * number(call, 6, 12) * products(number(call, 6, 13));
    }
    return 0;
  }

  /** Values that a call rounds or arranges, all terms counted. */
  private static long values(Call call) {
    return switch (call.name()) {
      case "xclip4j_left" -> number(call, 3, 5) * number(call, 3, 6) * call.number(4);
      case "xclip4j_left_norm" -> number(call, 3, 5) * number(call, 3, 6) * call.number(9);
      case "xclip4j_left_result" -> call.number(4) * call.number(5) * call.number(9);
      case "xclip4j_assign", "xclip4j_add" -> number(call, 1, 5) * number(call, 1, 6);
      case "xclip4j_right" -> Kernels.BLOCK * call.number(6) * call.number(7);
      case "xclip4j_left_int8" -> Kernels.BLOCK * call.number(4) * Kernels.BLOCK * call.number(5);
      case "xclip4j_right_int8" -> Kernels.BLOCK * call.number(6);
      default -> call.name().startsWith("xclip4j_attention_")
          ? (2 * number(call, 6, 11) + number(call, 6, 10)) * number(call, 6, 12) * number(call, 6, 13)
          : 0;
    };
  }

  private static long products(long terms) {
    return terms == 1 ? 1 : 6;
  }

  /** A number of a struct that is an argument. */
  private static long number(Call call, int argument, int index) {
    return ((MemorySegment) call.arguments().get(argument)).getAtIndex(ValueLayout.JAVA_LONG, index);
  }

  @ParameterizedTest
  @EnumSource(names = ".*EMULATED.*", mode = EnumSource.Mode.MATCH_ALL)
  void everyCall_doesLittle(TestUnits units) {
    Arena arena = Arena.ofShared();
    long most = units == TestUnits.FAST_ON_EMULATED_AVX512 ? MULTIPLY_ADDS : AMX_IS_FASTER * MULTIPLY_ADDS;
    int[] calls = {0};
    try (Backend backend = open(units, arena, (call, _) -> {
      calls[0]++;
      assertThat(multiplyAdds(call)).as("multiply-adds of %s", call).isLessThanOrEqualTo(most);
      assertThat(values(call)).as("values of %s", call).isLessThanOrEqualTo(VALUES);
    })) {
      everything(backend);
    }
    assertThat(calls[0]).isGreaterThan(1000);
  }

  @Test
  void longestCall_ofThisProcessor_isUnderAMillisecond() {
    Arena arena = Arena.ofShared();
    Map<String, Double> shortest = new HashMap<>();
    try (Backend backend = open(TestUnits.FAST_ON_THIS_PROCESSOR, arena, (call, work) -> {
      String kind = call.name() + " of " + multiplyAdds(call) + " multiply-adds, " + values(call) + " values";
      for (int i = 0; i < CALLS; i++) {
        long start = System.nanoTime();
        work.run();
        shortest.merge(kind, (System.nanoTime() - start) * 1e-9, Math::min);
      }
    })) {
      everything(backend);
    }
    assertThat(shortest).isNotEmpty()
        .allSatisfy((kind, seconds) -> assertThat(seconds).as(kind).isLessThan(MILLISECOND));
  }
}
