package io.github.xclip4j.internal.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xclip4j.Detail;
import io.github.xclip4j.FloatArray;
import io.github.xclip4j.Golden;
import io.github.xclip4j.Labels;
import io.github.xclip4j.ModelLaws;
import io.github.xclip4j.Session;
import io.github.xclip4j.SharedData;
import io.github.xclip4j.VideoBatch;
import io.github.xclip4j.XClip;
import io.github.xclip4j.XClipOutput;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.ScratchException;
import io.github.xclip4j.config.VisionConfig;
import io.github.xclip4j.internal.backend.Precision;
import io.github.xclip4j.internal.backend.cuda.CudaOptions.Products;
import io.github.xclip4j.video.Video;
import io.github.xclip4j.weights.WeightsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whole models on the simulated device. */
@Tag("cuda-simulation")
class SimulatedModelTest {
  private static final double FAST_ERROR = 1e-2; // relative L2 error that bf16 may have in embeddings

  @BeforeAll
  static void requireSimulation() {
    Simulation.require();
  }

  @BeforeEach
  void resetSimulation() {
    Simulation.require();
  }

  @Nested
  class Exact extends ModelLaws {
    @Override
    protected Backend open() {
      Simulation.require();
      return Cuda.open(CudaOptions.defaults().withProducts(Products.OWN));
    }
  }

  @ParameterizedTest
  @CsvSource({"tiny-a,OWN", "tiny-b,OWN", "tiny-a,CUBLAS_13", "tiny-b,CUBLAS_13", "tiny-a,OWN_WGMMA",
      "tiny-b,OWN_WGMMA"})
  void fastPrecision_keepsEmbeddingsAndTheBestLabel(String checkpoint, Products products) throws IOException {
    Path directory = SharedData.fixture("checkpoints/" + checkpoint);
    Simulation.set("capability", products == Products.OWN_WGMMA ? 90 : 80);
    try (Golden golden = new Golden(directory.resolve("golden.safetensors"));
        Backend backend = Cuda.open(CudaOptions.defaults().withPrecision(Precision.FAST).withProducts(products));
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

  @Test
  void fastPrecision_choosesTheExactOnesLabelsForTheDemoClips() throws IOException {
    Path demo = SharedData.shared("demo");
    JsonNode expected = JsonMapper.shared().readTree(demo.resolve("expected.json").toFile());
    List<Path> clips = expected.propertyNames().stream().map(name -> demo.resolve("clips").resolve(name)).toList();
    assertThat(clips).hasSize(8);
    // The five labels with the reference's highest scores for each clip, which are the easiest to confuse.
    Set<String> names = new TreeSet<>();
    expected.forEach(clip -> clip.get("top5").forEach(pair -> names.add(pair.get(0).asString())));
    List<String> labels = List.copyOf(names);
    List<String> exact = choices(Precision.EXACT, demo.resolve("model"), clips, labels);
    assertThat(choices(Precision.FAST, demo.resolve("model"), clips, labels)).isEqualTo(exact);
    for (int i = 0; i < clips.size(); i++) {
      String name = clips.get(i).getFileName().toString();
      assertThat(exact.get(i)).as(name).isEqualTo(expected.get(name).get("top5").get(0).get(0).asString());
    }
  }

  private static List<String> choices(Precision precision, Path directory, List<Path> clips, List<String> names)
      throws IOException {
    List<String> choices = new ArrayList<>();
    try (Backend backend = Cuda.open(CudaOptions.defaults().withPrecision(precision).withProducts(Products.OWN));
        XClip model = XClip.load(directory, backend);
        Labels labels = model.labels(names);
        Session session = model.session()) {
      for (Path clip : clips) {
        choices.add(session.classify(Video.open(clip), labels).best().label());
      }
    }
    return choices;
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
        Backend backend = Cuda.open(CudaOptions.defaults().withProducts(Products.OWN));
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

  @Test
  void fastPrecision_needsLessScratch() throws IOException {
    Path directory = SharedData.fixture("checkpoints/tiny-a");
    long[] scratch = new long[2];
    try (Golden golden = new Golden(directory.resolve("golden.safetensors"))) {
      for (Precision precision : Precision.values()) {
        CudaOptions options = CudaOptions.defaults().withProducts(Products.OWN).withPrecision(precision);
        try (Backend backend = Cuda.open(options); XClip model = XClip.load(directory, backend)) {
          long before = Simulation.get("bytes");
          try (Session session = model.session()) {
            session.videoFeatures(videos(golden, model, 2));
            scratch[precision.ordinal()] = Simulation.get("bytes") - before;
          }
        }
      }
    }
    assertThat(scratch[Precision.FAST.ordinal()]).isLessThan(scratch[Precision.EXACT.ordinal()]);
  }

  private static VideoBatch videos(Golden golden, XClip model, int count) throws WeightsException {
    VisionConfig vision = model.config().vision();
    int side = vision.imageSize();
    float[] pixels = Arrays.copyOf(golden.values("pixel_values"), count * vision.numFrames() * 3 * side * side);
    return VideoBatch.of(FloatArray.of(pixels, count, vision.numFrames(), 3, side, side));
  }
}
