package io.github.xclip4j.internal.backend.cuda;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.OpsContract;
import io.github.xclip4j.internal.backend.Precision;
import io.github.xclip4j.internal.backend.cuda.CudaOptions.Launching;
import io.github.xclip4j.internal.backend.cuda.CudaOptions.Products;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** The contract on the simulated device, for every precision and every source of matrix products. */
@Tag("cuda-simulation")
class SimulatedContractTest {
  private static final double BF16_ROUNDOFF = 0x1p-8; // of an operand, and once more of a result

  @BeforeAll
  static void requireSimulation() {
    Simulation.require();
  }

  @Nested
  class ExactWithOwnProducts extends OpsContract {
    @Override
    protected Backend open() {
      Simulation.require();
      return Cuda.open(CudaOptions.defaults().withProducts(Products.OWN));
    }
  }

  @Nested
  class ExactWithWarpsBackwards extends OpsContract {
    @Override
    protected Backend open() {
      Simulation.require();
      Simulation.set("backwards", 1);
      return Cuda.open(CudaOptions.defaults().withProducts(Products.OWN).withLaunching(Launching.SINGLY));
    }
  }

  @Nested
  class ExactWithCublas12 extends OpsContract {
    @Override
    protected Backend open() {
      Simulation.require();
      return Cuda.open(CudaOptions.defaults().withProducts(Products.CUBLAS_12));
    }
  }

  @Nested
  class ExactWithCublas13 extends OpsContract {
    @Override
    protected Backend open() {
      Simulation.require();
      return Cuda.open(CudaOptions.defaults().withProducts(Products.CUBLAS_13));
    }
  }

  @Nested
  class FastWithTensorsInFloat extends OpsContract {
    @Override
    protected Backend open() {
      Simulation.require();
      return Cuda.open(CudaOptions.defaults().withPrecision(Precision.FAST).withProducts(Products.OWN));
    }

    @Override
    protected double unitRoundoff() {
      return BF16_ROUNDOFF;
    }
  }

  @Nested
  class FastWithTensorsInBf16 extends OpsContract {
    @Override
    protected Backend open() {
      Simulation.require();
      return Cuda.openNarrow(CudaOptions.defaults().withPrecision(Precision.FAST).withProducts(Products.OWN));
    }

    @Override
    protected double unitRoundoff() {
      return BF16_ROUNDOFF;
    }
  }

  @Nested
  class FastWithCublas13 extends OpsContract {
    @Override
    protected Backend open() {
      Simulation.require();
      return Cuda.openNarrow(CudaOptions.defaults().withPrecision(Precision.FAST).withProducts(Products.CUBLAS_13));
    }

    @Override
    protected double unitRoundoff() {
      return BF16_ROUNDOFF;
    }
  }

  @Nested
  class FastWithCopiesEarly extends OpsContract {
    @Override
    protected Backend open() {
      Simulation.require();
      Simulation.set("early", 1);
      Simulation.set("backwards", 1);
      Simulation.set("late", 0);
      return Cuda.openNarrow(CudaOptions.defaults().withPrecision(Precision.FAST).withProducts(Products.OWN));
    }

    @Override
    protected double unitRoundoff() {
      return BF16_ROUNDOFF;
    }
  }

  @Nested
  class FastWithWgmma extends OpsContract {
    @Override
    protected Backend open() {
      Simulation.require();
      Simulation.set("capability", 90);
      return Cuda.openNarrow(CudaOptions.defaults().withPrecision(Precision.FAST).withProducts(Products.OWN_WGMMA));
    }

    @Override
    protected double unitRoundoff() {
      return BF16_ROUNDOFF;
    }
  }

  @Nested
  class FastWithWgmmaReadingLate extends OpsContract {
    @Override
    protected Backend open() {
      Simulation.require();
      Simulation.set("capability", 90);
      Simulation.set("early", 1);
      Simulation.set("backwards", 1);
      return Cuda.openNarrow(CudaOptions.defaults().withPrecision(Precision.FAST).withProducts(Products.OWN_WGMMA));
    }

    @Override
    protected double unitRoundoff() {
      return BF16_ROUNDOFF;
    }
  }
}
