package io.github.xclip4j.internal.backend.cuda;

import io.github.xclip4j.GoldenContract;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.internal.backend.cuda.CudaOptions.Products;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** The small reference checkpoints on the simulated device, exactly. */
@Tag("cuda-simulation")
class SimulatedGoldenTest {
  @BeforeAll
  static void requireSimulation() {
    Simulation.require();
  }

  @Nested
  class WithOwnProducts extends GoldenContract {
    @Override
    protected Backend open() {
      Simulation.require();
      return Cuda.open(CudaOptions.defaults().withProducts(Products.OWN));
    }
  }

  @Nested
  class WithCublas12 extends GoldenContract {
    @Override
    protected Backend open() {
      Simulation.require();
      return Cuda.open(CudaOptions.defaults().withProducts(Products.CUBLAS_12));
    }
  }

  @Nested
  class WithCublas13 extends GoldenContract {
    @Override
    protected Backend open() {
      Simulation.require();
      return Cuda.open(CudaOptions.defaults().withProducts(Products.CUBLAS_13));
    }
  }
}
