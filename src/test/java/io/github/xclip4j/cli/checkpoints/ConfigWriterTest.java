package io.github.xclip4j.cli.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.config.TextConfig;
import io.github.xclip4j.config.VisionConfig;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.internal.config.ConfigJson;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigWriterTest {
  @Test
  void write_readsBackEqual(@TempDir Path folder) throws IOException {
    XClipConfig config = XClipConfig.fromTextVisionConfigs(
        new TextConfig(838, 40, 90, 2, 5, 21, Activation.GELU, 1e-6, 836, 837, 837),
        new VisionConfig(60, 130, 2, 5, 40, 50, 2, 4, 3, 42, 14, 5, Activation.RELU, 1e-4));
    ConfigWriter.write(config, folder.resolve("config.json"));
    assertThat(ConfigJson.read(folder)).isEqualTo(config);
    assertThat(folder.toFile().list()).containsExactly("config.json");
  }
}
