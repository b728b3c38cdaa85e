package io.github.xclip4j.internal.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.DeviceBenchmark;
import io.github.xclip4j.DeviceReport;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark of the GPU bundle runs from end to end; its times mean nothing here. */
@Tag("cuda-simulation")
class SimulatedBenchmarkTest {
  @TempDir
  private Path folder;

  @Test
  void quickRun_fillsTheReport() throws IOException {
    Simulation.require();
    Simulation.set("capability", 90);
    DeviceBenchmark.main(new String[] {folder.resolve("ours.json").toString(), "quick"});
    assertThat(DeviceReport.of(folder)).contains("these are no measurements", "| base-patch16 | fast | 2 | ",
        "| 64×64×64 by CUBLAS_12 | ", "| 64×64×64 by CUBLAS_13 | ", "| 64×64×64 by OWN_WGMMA | ");
  }
}
