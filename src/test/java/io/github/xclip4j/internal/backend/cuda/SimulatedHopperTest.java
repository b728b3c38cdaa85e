package io.github.xclip4j.internal.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.BackendUnavailableException;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.backend.Use;
import io.github.xclip4j.internal.backend.Precision;
import io.github.xclip4j.internal.backend.cuda.CudaOptions.Products;
import io.github.xclip4j.internal.backend.cuda.TensorMaps.Shape;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The choice of the warpgroup products, and their results over many tiles. */
@Tag("cuda-simulation")
class SimulatedHopperTest {
  private static final CudaOptions FAST =
      CudaOptions.defaults().withPrecision(Precision.FAST).withProducts(Products.OWN);

  @BeforeEach
  void requireSimulation() {
    Simulation.require();
    Simulation.set("capability", 90);
  }

  private static String description(CudaOptions options) {
    try (Backend backend = Cuda.open(options)) {
      return backend.description();
    }
  }

  @Test
  void ownProducts_areTheWarpgroupsOnAHopper() {
    assertThat(description(FAST)).contains("products by our own warpgroup kernels,");
    assertThat(description(FAST.withProducts(Products.OWN_WGMMA))).contains("products by our own warpgroup kernels,");
    assertThat(description(FAST.withProducts(Products.OWN_MMA))).contains("products by our own kernels,");
    assertThat(description(FAST.withProducts(Products.BEST))).contains("products by cuBLAS 12,");
    assertThat(description(FAST.withPrecision(Precision.EXACT))).contains("products by our own kernels,");
    Simulation.set("capability", 89);
    assertThat(description(FAST)).contains("products by our own kernels,");
  }

  @Test
  void imageThatIsNotTaken_isToldAndDoneWithout() {
    Simulation.set("fail_hopper", 1);
    assertThat(description(FAST)).contains("products by our own kernels without warpgroups [",
        "CUDA_ERROR_NO_BINARY_FOR_GPU", "install a driver of CUDA 12.0");
    assertThatThrownBy(() -> Cuda.open(FAST.withProducts(Products.OWN_WGMMA)))
        .isInstanceOf(BackendUnavailableException.class).hasMessageContaining("CUDA_ERROR_NO_BINARY_FOR_GPU");
  }

  @Test
  void driverWithoutTensorMaps_isToldApart() {
    try (Device device = new Device(0)) {
      assertThatThrownBy(() -> new TensorMaps(device,
          new ForeignLibrary(ForeignLibrary.DRIVER, _ -> Optional.empty(), Device.NEWER_DRIVER)))
          .isInstanceOf(BackendUnavailableException.class).hasMessageContaining("cuTensorMapEncodeTiled");
    }
  }

  @Test
  void matrixThatTheCopyEngineDoesNotTake_isRefusedByTheDriver() {
    try (Device device = new Device(0)) {
      TensorMaps maps = new TensorMaps(device);
      assertThat(maps.encode(new Shape(4096, 5, 9, 16, 128)).words()).hasSize(16);
      for (Shape each : new Shape[] {new Shape(4100, 5, 9, 16, 128), new Shape(4096, 5, 9, 12, 128),
          new Shape(4096, 5, 9, 16, 257), new Shape(4096, 0, 9, 16, 128)}) {
        assertThatThrownBy(() -> maps.encode(each)).isInstanceOf(IllegalStateException.class)
            .hasMessageContaining(each.toString()).hasMessageContaining("products=own_mma");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0,0,700,400,200", "1,1,700,400,200", "0,1,257,193,72", "1,0,513,3300,64", "0,1,1000,190,328",
      "1,0,600,200,712"})
  void manyTiles_giveTheProduct(int early, int backwards, int rows, int outputs, int inputs) {
    Simulation.set("early", early);
    Simulation.set("backwards", backwards);
    long before = Simulation.get("tensor_maps");
    try (Backend backend = Cuda.open(FAST)) {
      new LargeProduct(rows, outputs, inputs).check(backend);
    }
    assertThat(Simulation.get("tensor_maps")).as("of the weight and the operand").isEqualTo(before + 2);
  }

  @Test
  void operandsThatAreNotOneMatrix_goToOtherKernels() {
    try (Backend backend = Cuda.open(FAST); Context context = backend.context(1 << 20)) {
      Linear layer = backend.linear(200, 64, Matrix.of(200, 64, LargeProduct.values(200 * 64, 2)), new float[0]);
      Tensor operand = context.tensor(Use.OPERAND, 2, 320, 72);
      context.write(operand, LargeProduct.values(2 * 320 * 72, 1));
      float[] all = new float[2 * 320 * 200];
      assertThat(mapsMadeBy(context, layer, operand.columns(8, 64), all)).isOne();
      Tensor gaps = operand.columns(8, 64).slice(3, 310);
      float[] between = new float[2 * 310 * 200];
      assertThat(mapsMadeBy(context, layer, gaps, between)).isZero();
      assertThat(Arrays.copyOfRange(between, 310 * 200, between.length))
          .containsExactly(Arrays.copyOfRange(all, (320 + 3) * 200, (320 + 313) * 200));
      assertThat(mapsMadeBy(context, layer, operand.groupRange(0, 1).columns(8, 64).repeat(2), all)).isZero();
      assertThat(mapsMadeBy(context, layer, operand.columns(1, 64), all)).isZero();
    }
  }

  private static long mapsMadeBy(Context context, Linear layer, Tensor x, float[] result) {
    long before = Simulation.get("tensor_maps");
    try (Context.Scope _ = context.scope()) {
      Tensor out = context.tensor(x.groups(), x.rows(), 200);
      context.ops().linear(out, x, layer, Activation.NONE);
      context.read(out, result);
    }
    return Simulation.get("tensor_maps") - before;
  }
}
