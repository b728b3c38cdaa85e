package io.github.xclip4j.internal.backend.cuda;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The simulation itself. */
@Tag("cuda-simulation")
class SimulationTest {
  @BeforeEach
  void requireSimulation() {
    Simulation.require();
  }

  @Test
  void mistakesInKernels_areNoticedAndNothingElse() {
    String root = System.getProperty("xclip4j.root");
    Commands.run("make", "-s", "-C", root + "/cuda", "faults", "OUT=" + root + "/target/cuda");
  }
}
