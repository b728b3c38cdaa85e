package io.github.xclip4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.BackendOptions;
import io.github.xclip4j.video.Video;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a backend that rounds the operands of products must keep: embeddings to a hundredth, and every best label. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class FastContract {
  /** The relative L2 error that bf16 may have in embeddings. */
  private static final double EMBEDDINGS = 1e-2;
  private static final Path DEMO = SharedData.root().resolve("src/main/resources/io/github/xclip4j/cli/demo");

  private Backend backend;

  /** A new backend of fast precision, closed by the contract. */
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
  void embeddings_areWithinAHundredth_andTheBestLabelStays(String checkpoint) throws IOException {
    Path directory = SharedData.fixture("checkpoints/" + checkpoint);
    try (Golden golden = new Golden(directory.resolve("golden.safetensors"));
        XClip model = XClip.load(directory, backend);
        Session session = model.session()) {
      XClipOutput output = session.forward(golden.tokens(), golden.videos(), EnumSet.noneOf(Detail.class));
      golden.check("video_embeds", output.videoEmbeds().values(), EMBEDDINGS);
      golden.check("text_embeds", output.textEmbeds().values(), EMBEDDINGS);
      float[] expected = golden.values("logits_per_video");
      float[] actual = output.logitsPerVideo().values();
      int labels = output.logitsPerVideo().shape()[1];
      for (int video = 0; video < actual.length / labels; video++) {
        assertThat(best(actual, video, labels)).isEqualTo(best(expected, video, labels));
      }
    }
  }

  private static int best(float[] logits, int video, int labels) {
    int best = 0;
    for (int label = 1; label < labels; label++) {
      if (logits[video * labels + label] > logits[video * labels + best]) {
        best = label;
      }
    }
    return best;
  }

  @Test
  void demoClips_getTheLabelOfExactPrecision() throws IOException {
    Map<String, String> fast = choices(backend);
    try (Backend simd = Backends.open("simd", BackendOptions.of("threads", 2))) {
      assertThat(fast).isEqualTo(choices(simd));
    }
    JsonNode reference = JsonMapper.shared().readTree(DEMO.resolve("expected.json").toFile());
    assertThat(fast).hasSize(8).allSatisfy((clip, label) -> assertThat(label).as(clip)
        .isEqualTo(reference.get(clip).get("top5").get(0).get(0).asString()));
  }

  /** The best of all captions that the demo model was trained for, by clip. */
  private static Map<String, String> choices(Backend backend) throws IOException {
    Map<String, String> choices = new LinkedHashMap<>();
    try (XClip model = XClip.load(DEMO.resolve("model"), backend);
        Labels labels = model.labels(Files.readAllLines(DEMO.resolve("labels.txt")));
        Session session = model.session()) {
      for (Path clip : clips()) {
        choices.put(clip.getFileName().toString(), session.classify(Video.open(clip), labels).best().label());
      }
    }
    return choices;
  }

  private static List<Path> clips() throws IOException {
    try (var files = Files.list(DEMO.resolve("clips"))) {
      List<Path> clips = new ArrayList<>(files.toList());
      clips.sort(null);
      return clips;
    }
  }
}
