package io.github.xclip4j.internal.weights;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.FloatArray;
import io.github.xclip4j.cli.options.TensorOutputs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WrappedNamesTest {
  private static final String TOKENS = "text_model.embeddings.token_embedding.weight";
  private static final String CLASS = "vision_model.embeddings.class_embedding";

  @TempDir
  private Path folder;

  private StoredWeights open(String... names) throws IOException {
    Map<String, FloatArray> tensors = new LinkedHashMap<>();
    for (String name : names) {
      tensors.put(name, FloatArray.of(new float[] {1}, 1));
    }
    Path file = folder.resolve("model.safetensors");
    TensorOutputs.write(file, tensors);
    return WeightSources.open(file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.", "module.", "base_model.model.", "net.clip."})
  void prefixOfAllNames_isLeftOutAndSaid(String prefix) throws IOException {
    try (StoredWeights weights = open(prefix + "logit_scale", prefix + TOKENS, prefix + CLASS)) {
      assertThat(weights.names()).containsExactlyInAnyOrder("logit_scale", TOKENS, CLASS);
      assertThat(weights.description()).endsWith("names without \"" + prefix + "\"");
      assertThat(weights.floats(CLASS)).containsExactly(1);
    }
  }

  @Test
  void wrappersOfModules_areLeftOutWhereverTheyStand() throws IOException {
    try (StoredWeights weights = open("_orig_mod.module." + TOKENS,
        "_orig_mod.module.vision_model._fsdp_wrapped_module.embeddings.class_embedding")) {
      assertThat(weights.names()).containsExactlyInAnyOrder(TOKENS, CLASS);
    }
  }

  @Test
  void tensorsBesideTheModel_keepTheirNames() throws IOException {
    try (StoredWeights weights = open("model." + TOKENS, "model." + CLASS, "head.weight")) {
      assertThat(weights.names()).containsExactlyInAnyOrder(TOKENS, CLASS, "head.weight");
    }
  }

  @Test
  void namesOfTheModelAndOfTwoModels_stay() throws IOException {
    try (StoredWeights weights = open(TOKENS, "model.bias")) {
      assertThat(weights.names()).containsExactlyInAnyOrder(TOKENS, "model.bias");
    }
    try (StoredWeights weights = open("student." + TOKENS, "teacher." + TOKENS)) {
      assertThat(weights.names()).containsExactlyInAnyOrder("student." + TOKENS, "teacher." + TOKENS);
    }
  }

  @Test
  void namesOfTheAuthors_areUnwrappedToo() throws IOException {
    try (StoredWeights weights = open("module.visual.conv1.weight", "module.logit_scale")) {
      assertThat(weights.names()).containsExactlyInAnyOrder("visual.conv1.weight", "logit_scale");
    }
  }
}
