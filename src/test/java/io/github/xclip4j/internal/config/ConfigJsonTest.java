package io.github.xclip4j.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.config.ConfigException;
import io.github.xclip4j.config.TextConfig;
import io.github.xclip4j.config.VisionConfig;
import io.github.xclip4j.config.XClipConfig;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigJsonTest {
  @Test
  void emptyObject_isTheReferencesDefaults() throws IOException {
    assertThat(ConfigJson.parse("{}", "config.json")).isEqualTo(XClipConfig.defaults());
  }

  @Test
  void unknownKeysAndNulls_areIgnored() throws IOException {
    String json = "{\"id2label\": {\"0\": \"x\"}, \"text_config\": null, \"projection_dim\": null, \"a\": [1, 2]}";
    assertThat(ConfigJson.parse(json, "config.json")).isEqualTo(XClipConfig.defaults());
  }

  @Test
  void oldDictSections_overrideTheNewOnes() throws IOException {
    String json = "{\"vision_config\": {\"patch_size\": 16, \"num_frames\": 4},"
        + " \"vision_config_dict\": {\"patch_size\": 14}, \"text_config_dict\": null}";
    VisionConfig vision = ConfigJson.parse(json, "config.json").vision();
    assertThat(vision.patchSize()).isEqualTo(14);
    assertThat(vision.numFrames()).isEqualTo(8);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      {"projection_dim": 768}                          | mit_hidden_size is 512, projection_dim is 768
      {"vision_config": {"num_attention_heads": 7}}    | num_attention_heads is 7, which does not divide
      {"vision_config": {"patch_size": 448}}           | image_size is 224, it must be at least patch_size 448
      {"text_config": {"hidden_size": -512}}           | text_config.hidden_size is -512
      {"text_config": {"hidden_size": "wide"}}         | text_config.hidden_size is "wide", it must be a whole number
      {"text_config": {"hidden_act": "swish"}}         | text_config.hidden_act: hidden_act "swish" is not supported
      {"prompt_num_attention_heads": 0}                | prompt_num_attention_heads is 0
      {"text_config": 3}                               | text_config is 3, it must be an object
      {"vision_config": {"layer_norm_eps": 0}}         | layer_norm_eps is 0.0
      {"prompt_alpha": 1, "prompt_alpha": 2}           | Duplicate
      [1]                                              | not a JSON object
      {"prompt_alpha":                                 | not JSON
      """)
  void contradiction_isOneLineWithFileKeyAndValues(String json, String part) {
    assertThatThrownBy(() -> ConfigJson.parse(json, "dir/config.json"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("dir/config.json: ")
        .hasMessageContaining(part)
        .hasMessageNotContaining("\n");
  }

  @Test
  void missingFile_isSaidWithItsPath(@TempDir Path folder) {
    assertThatThrownBy(() -> ConfigJson.read(folder))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(folder.resolve("config.json").toString());
  }

  @Test
  void originalHeads_differForLargeModelsOnly() {
    XClipConfig base = XClipConfig.defaults();
    XClipConfig large = XClipConfig.fromTextVisionConfigs(
        new TextConfig(49408, 768, 3072, 12, 12, 77, Activation.QUICK_GELU, 1e-5, 0, 2, 1),
        new VisionConfig(1024, 4096, 24, 16, 768, 3072, 1, 8, 3, 224, 14, 8, Activation.QUICK_GELU, 1e-5));
    assertThat(base.headsDifferFromOriginal()).isFalse();
    assertThat(large.headsDifferFromOriginal()).isTrue();
    assertThat(large.withHeads(XClipConfig.Heads.ORIGINAL).vision().mitNumAttentionHeads()).isEqualTo(12);
    assertThat(large.withHeads(XClipConfig.Heads.ORIGINAL).headsDifferFromOriginal()).isFalse();
  }
}
