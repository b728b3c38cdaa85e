package io.github.xclip4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceReportTest {
  private static final String OURS = """
      {"device": "cuda, a device", "java": "25", "quick": false,
       "teraflops": {
         "CUBLAS_12": {"8192×8192×8192": 800, "408×768×2304": 100, "400×768×768": 50},
         "CUBLAS_13": {"unavailable": "cuBLAS 13 cannot be loaded"},
         "OWN_WGMMA": {"8192×8192×8192": 700, "408×768×2304": 90, "400×768×768": 30}},
       "base-patch16": {"batch": 64, "gigaflops": 250,
         "exact": {"backend": "x", "model_ms": 100, "end_to_end_ms": 120},
         "fast": {"backend": "x", "model_ms": 32, "end_to_end_ms": 40}},
       "base-patch32": {"batch": 1, "gigaflops": 70,
         "exact": {"backend": "x", "model_ms": 4, "end_to_end_ms": 5},
         "fast": {"backend": "x", "model_ms": 0.5, "end_to_end_ms": 0.7}}}
      """;

  @TempDir
  private Path folder;

  @Test
  void rows_nameRequiredAndMeasuredValuesWithMedians() throws IOException {
    Files.writeString(folder.resolve("ours.json"), OURS);
    Files.writeString(folder.resolve("pytorch-base-patch16.json"),
        "{\"milliseconds\": {\"float32, eager\": 1, \"bf16, eager\": 50, \"bf16, compiled\": 40}}");
    Files.writeString(folder.resolve("pytorch-base-patch32.json"), "{\"milliseconds\": {\"bf16, eager\": 1.2}}");
    assertThat(DeviceReport.of(folder)).contains(
        "a multiple of PyTorch's better of eager and compiled | 1.2 | 1.25 | yes | ours 2000 videos/s; PyTorch 1600 (bf16, compiled) |",
        "share of the measured bf16 matrix peak | 0.5 | 0.625 | yes | 500 TFLOP/s of 800 (8192×8192×8192) |",
        "PyTorch's latency divided by ours | 3 | 2.40 | no | ours 0.500 ms; PyTorch 1.20 ms (bf16, eager) |",
        "| the same, absolute | under 1 ms | 0.500 ms | yes | ours 0.500 ms |",
        "share of cuBLAS's speed, on the worst shape | 0.8 | 0.600 | no | TFLOP/s: 408×768×2304: 90.0 of 100; "
            + "400×768×768: 30.0 of 50.0 |");
  }

  @Test
  void withoutPyTorch_itsRowsSayWhy() throws IOException {
    Files.writeString(folder.resolve("ours.json"), OURS);
    Files.writeString(folder.resolve("pytorch.txt"), "torch is not importable\n");
    assertThat(DeviceReport.of(folder)).contains(
        "| 1.2 | – | not measured | ours 2000 videos/s; PyTorch was not measured: torch is not importable |",
        "| 3 | – | not measured | ours 0.500 ms; PyTorch was not measured: torch is not importable |");
  }

  @Test
  void quickRun_claimsNothing() throws IOException {
    Files.writeString(folder.resolve("ours.json"), OURS.replace("\"quick\": false", "\"quick\": true"));
    assertThat(DeviceReport.of(folder)).contains("these are no measurements", "| quick run |")
        .doesNotContain("| yes |");
  }
}
