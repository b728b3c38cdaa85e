package io.github.xclip4j.cli.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.xclip4j.SharedData;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.internal.config.ConfigJson;
import io.github.xclip4j.internal.weights.CheckpointNames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublishedCheckpointTest {
  @ParameterizedTest
  @EnumSource
  void everyCheckpoint_hasAConfigAndIsFoundByItsNames(PublishedCheckpoint checkpoint) {
    XClipConfig config = checkpoint.config();
    assertThat(config.vision().numFrames()).isEqualTo(checkpoint.frames());
    assertThat(config.vision().imageSize()).isEqualTo(checkpoint.imageSize());
    assertThat(config.vision().imageSize() % config.vision().patchSize()).isZero();
    assertThat(CheckpointNames.model(config)).isNotEmpty();
    assertThat(PublishedCheckpoint.named(checkpoint.hubName())).contains(checkpoint);
    assertThat(PublishedCheckpoint.named("microsoft/" + checkpoint.hubName())).contains(checkpoint);
    assertThat(PublishedCheckpoint.named(checkpoint.hubName().substring(6))).contains(checkpoint);
    assertThat(checkpoint.referenceProbabilities().stream().mapToDouble(Double::doubleValue).sum())
        .isEqualTo(1, within(1e-3));
    assertThat(config.headsDifferFromOriginal()).isEqualTo(checkpoint.hubName().contains("large"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"base-patch32", "base-patch16"})
  void config_isTheReferences(String name) throws Exception {
    assertThat(PublishedCheckpoint.named(name).orElseThrow().config())
        .isEqualTo(ConfigJson.read(SharedData.shared("golden/named/" + name + ".config.json")));
  }

  @Test
  void basePatch32_isTheReferencesDefault() {
    assertThat(PublishedCheckpoint.BASE_PATCH32.config()).isEqualTo(XClipConfig.defaults());
    assertThat(PublishedCheckpoint.values()).hasSize(18);
  }
}
