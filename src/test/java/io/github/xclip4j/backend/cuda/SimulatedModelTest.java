package io.github.xclip4j.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xclip4j.Detail;
import io.github.xclip4j.Golden;
import io.github.xclip4j.ModelLaws;
import io.github.xclip4j.Session;
import io.github.xclip4j.SharedData;
import io.github.xclip4j.VideoBatch;
import io.github.xclip4j.XClip;
import io.github.xclip4j.XClipOutput;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.ScratchException;
import io.github.xclip4j.backend.cuda.CudaOptions.Precision;
import io.github.xclip4j.backend.cuda.CudaOptions.Products;
import io.github.xclip4j.config.VisionConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole models on the simulated device. */
@Tag("cuda-simulation")
class SimulatedModelTest {
  private static final double FAST_ERROR = 1e-2; // relative L2 error that bf16 may have in embeddings

  @BeforeEach
  void requireSimulation() {
    Simulation.require();
  }

  @Nested
  class Exact extends ModelLaws {
    @Override
    protected Backend open() {
      Simulation.require();
      return CudaBackend.open(CudaOptions.defaults().withProducts(Products.OWN));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny-a", "tiny-b"})
  void fastPrecision_keepsEmbeddingsAndTheBestLabel(String checkpoint) throws IOException {
    Path directory = SharedData.fixture("checkpoints/" + checkpoint);
    try (Golden golden = new Golden(directory.resolve("golden.safetensors"));
        Backend backend = CudaBackend.open(CudaOptions.defaults().withPrecision(Precision.FAST).withProducts(Products.OWN));
        XClip model = XClip.load(directory, backend);
        Session session = model.session()) {
      XClipOutput output = session.forward(golden.tokens(), golden.videos(), EnumSet.noneOf(Detail.class));
      golden.check("video_embeds", output.videoEmbeds().values(), FAST_ERROR);
      golden.check("text_embeds", output.textEmbeds().values(), FAST_ERROR);
      float[] expected = golden.values("logits_per_video");
      float[] actual = output.logitsPerVideo().values();
      int labels = output.logitsPerVideo().shape()[1];
      for (int video = 0; video < actual.length / labels; video++) {
        assertThat(best(actual, video, labels)).isEqualTo(best(expected, video, labels));
      }
    }
  }

  private static int best(float[] logits, int row, int cols) {
    int best = 0;
    for (int i = 1; i < cols; i++) {
      if (logits[row * cols + i] > logits[row * cols + best]) {
        best = i;
      }
    }
    return best;
  }

  @Test
  void batchTooLarge_isRefusedWithTheLargestThatFitsAndTheModelStaysUsable() throws IOException {
    Path directory = SharedData.fixture("checkpoints/tiny-a");
    try (Golden golden = new Golden(directory.resolve("golden.safetensors"));
        Backend backend = CudaBackend.open(CudaOptions.defaults().withProducts(Products.OWN));
        XClip model = XClip.load(directory, backend)) {
      float[] one;
      long taken = Simulation.get("bytes");
      long scratch;
      try (Session session = model.session()) {
        one = session.videoFeatures(videos(golden, model, 1)).values();
        scratch = Simulation.get("bytes") - taken;
      }
      Simulation.set("memory", taken + scratch + scratch / 2); // one video fits, two do not
      long before = Simulation.get("allocations");
      try (Session session = model.session()) {
        assertThatThrownBy(() -> session.videoFeatures(videos(golden, model, 2)))
            .isInstanceOf(ScratchException.class)
            .hasMessageContaining("a batch of 2 videos").hasMessageContaining("the largest batch that fits is 1");
        assertThat(session.videoFeatures(videos(golden, model, 1)).values()).containsExactly(one);
      }
      assertThat(Simulation.get("allocations")).isEqualTo(before);
    }
  }

  private static VideoBatch videos(Golden golden, XClip model, int count) {
    VisionConfig vision = model.config().vision();
    int side = vision.imageSize();
    float[] pixels = Arrays.copyOf(golden.values("pixel_values"), count * vision.numFrames() * 3 * side * side);
    return VideoBatch.of(pixels, count, vision.numFrames(), 3, side, side);
  }
}
