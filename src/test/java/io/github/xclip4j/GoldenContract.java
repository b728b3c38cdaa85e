package io.github.xclip4j;

import static io.github.xclip4j.SharedData.fixture;
import static io.github.xclip4j.SharedData.shared;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.backend.Backend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every stage of the small reference checkpoints, on any backend: within three times PyTorch's own float32 error. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class GoldenContract {
  private static final Path ERRORS = fixture("checkpoints/hf_float32_error.json");

  private Backend backend;

  /** A new backend, closed by the contract. */
  protected abstract Backend open();

  @BeforeAll
  void openBackend() {
    backend = open();
  }

  @AfterAll
  void closeBackend() {
    if (backend != null) { // open may have skipped the test
      backend.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny-a", "tiny-b"})
  void everyStage_equalsTheReference(String checkpoint) throws IOException {
    Path directory = fixture("checkpoints/" + checkpoint);
    check(directory, directory.resolve("golden.safetensors"), Golden.float32Errors(ERRORS, checkpoint));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny-a-f16", "tiny-a-bf16"})
  void halfPrecisionWeights_equalTheirOwnReference(String checkpoint) throws IOException {
    Path directory = shared("golden/checkpoints/" + checkpoint);
    check(directory, directory.resolve("golden.safetensors"), Golden.float32Errors(ERRORS, "tiny-a"));
  }

  @Test
  void shards_equalTheWhole() throws IOException {
    check(shared("golden/checkpoints/tiny-a-sharded"), fixture("checkpoints/tiny-a/golden.safetensors"),
        Golden.float32Errors(ERRORS, "tiny-a"));
  }

  private void check(Path directory, Path goldenFile, Map<String, Double> errors) throws IOException {
    try (Golden golden = new Golden(goldenFile);
        XClip model = XClip.load(directory, backend);
        Session session = model.session()) {
      XClipOutput output = session.forward(golden.tokens(), golden.videos(), EnumSet.allOf(Detail.class));
      assertThat(output.visionModelOutput().hiddenStates())
          .hasSize(model.config().vision().numHiddenLayers() + 1);
      golden.check(output, errors);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny-a", "tiny-b"})
  void shortcuts_equalTheCompletePass(String checkpoint) throws IOException {
    Path directory = fixture("checkpoints/" + checkpoint);
    Map<String, Double> errors = Golden.float32Errors(ERRORS, checkpoint);
    double worst = 3 * errors.values().stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    try (Golden golden = new Golden(directory.resolve("golden.safetensors"));
        XClip model = XClip.load(directory, backend);
        Session session = model.session()) {
      for (int i = 0; i < 2; i++) { // the second time with the scratch, or the recording, of the first
        golden.check("video_features", session.videoFeatures(golden.videos()).values(), worst);
        golden.check("text_features", session.textFeatures(golden.tokens()).values(), worst);
        golden.check("text_features", session.textFeatures(TokenBatch.of(golden.tokens().inputIds())).values(), worst);
        List<int[]> tokens = List.of(golden.tokens().inputIds());
        List<String> names = tokens.stream().map(ids -> "label of " + ids.length + " tokens").toList();
        try (Labels labels = model.labels(names, tokens)) {
          double tolerance = 3 * errors.get("logits_per_video");
          golden.check("logits_per_video", session.logits(golden.videos(), labels).values(), tolerance);
          golden.check("logits_per_video",
              session.foldedLogits(session.features(golden.videos()), labels).values(), tolerance);
        }
      }
    }
  }
}
