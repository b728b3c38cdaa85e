package io.github.xclip4j.internal.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.backend.Use;
import io.github.xclip4j.internal.backend.Precision;
import io.github.xclip4j.internal.backend.cuda.CudaOptions.Launching;
import io.github.xclip4j.internal.backend.cuda.CudaOptions.Products;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Products by cublasLt: biases and residuals in the product itself, and other kernels for shapes without an algorithm.
 */
@Tag("cuda-simulation")
class SimulatedLtTest {
  private static final CudaOptions OPTIONS =
      CudaOptions.defaults().withProducts(Products.CUBLAS_13).withLaunching(Launching.SINGLY);
  private static final int ROWS = 5;
  private static final int INPUTS = 16;

  @BeforeEach
  void requireSimulation() {
    Simulation.require();
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void bias_isPartOfTheProductUnlessAnActivationFollows(Precision precision) {
    try (Layers layers = new Layers(OPTIONS.withPrecision(precision), 32)) {
      assertThat(layers.kernelsOf(Activation.NONE)).isZero();
      assertThat(layers.kernelsOf(Activation.QUICK_GELU)).isEqualTo(1);
      assertThat(layers.kernelsOf(Activation.GELU_NEW)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void bias_isAddedByAKernelWhereThereIsNoAlgorithm(Precision precision) {
    for (int outputs : new int[] {33, 35}) { // nothing found, and not supported
      try (Layers layers = new Layers(OPTIONS.withPrecision(precision), outputs)) {
        assertThat(layers.kernelsOf(Activation.NONE)).isEqualTo(1);
      }
    }
  }

  @Test
  void narrowOperands_addUpInAFloatResidual() {
    try (Layers layers = new Layers(OPTIONS.withPrecision(Precision.FAST), 32)) {
      float[] result = layers.residual(3);
      for (int i = 0; i < result.length; i++) {
        // Ones, weights of 1/4 and biases of i/4 are exact in bf16; the residual of a third is float and must remain
        // float.
        assertThat(result[i]).isCloseTo(1f / 3 + 3 * (INPUTS / 4f + i % 32 / 4f), within(1e-5f));
      }
    }
  }

  @Test
  void graphs_giveTheSameBitsAsSingleLaunches() {
    try (Layers graphs = new Layers(OPTIONS.withPrecision(Precision.FAST).withLaunching(Launching.GRAPHS), 32);
        Layers singly = new Layers(OPTIONS.withPrecision(Precision.FAST), 32)) {
      long replays = Simulation.get("graph_launches");
      float[] expected = singly.residual(6);
      for (int i = 0; i < 3; i++) {
        assertThat(graphs.residual(6)).containsExactly(expected);
      }
      assertThat(Simulation.get("graph_launches")).isEqualTo(replays + 2);
    }
  }

  /** A layer of weights 1/4 and biases 0, 1/4, 2/4 …, and ones to apply it to. */
  private static final class Layers implements AutoCloseable {
    private final Backend backend;
    private final Context context;
    private final Linear layer;
    private final int outputs;
    private final Tensor ones;

    Layers(CudaOptions options, int outputs) {
      this.outputs = outputs;
      backend = Cuda.open(options);
      context = backend.context(1 << 14);
      float[] bias = new float[outputs];
      for (int i = 0; i < outputs; i++) {
        bias[i] = i / 4f;
      }
      layer = backend.linear(outputs, INPUTS, Matrix.of(outputs, INPUTS, filled(outputs * INPUTS, 0.25f)), bias);
      ones = context.tensor(Use.OPERAND, 1, ROWS, INPUTS);
      context.write(ones, filled(ROWS * INPUTS, 1));
    }

    private static float[] filled(int count, float value) {
      float[] values = new float[count];
      Arrays.fill(values, value);
      return values;
    }

    /** How many of our own kernels one layer launches for a result in operand storage. */
    long kernelsOf(Activation activation) {
      try (Context.Scope _ = context.scope()) {
        Tensor out = context.tensor(Use.OPERAND, 1, ROWS, outputs);
        context.read(ones);
        long before = Simulation.get("launches");
        context.ops().linear(out, ones, layer, activation);
        context.read(context.tensor(1, 1, 1)); // submits the queue without a kernel of its own
        long kernels = Simulation.get("launches") - before;
        if (activation == Activation.NONE) {
          assertThat(context.read(out)[outputs + 3]).isEqualTo(INPUTS / 4f + 3 / 4f);
        }
        return kernels;
      }
    }

    /** A third, to which the layer's result is added {@code times} times. */
    float[] residual(int times) {
      try (Context.Scope _ = context.scope()) {
        Tensor out = context.tensor(1, ROWS, outputs);
        context.write(out, filled(ROWS * outputs, 1f / 3));
        for (int i = 0; i < times; i++) {
          context.ops().linearAdd(out, ones, layer);
        }
        return context.read(out);
      }
    }

    @Override
    public void close() {
      context.close();
      backend.close();
    }
  }
}
