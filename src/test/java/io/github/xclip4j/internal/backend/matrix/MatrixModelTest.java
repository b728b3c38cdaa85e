package io.github.xclip4j.internal.backend.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.Detail;
import io.github.xclip4j.Golden;
import io.github.xclip4j.ModelLaws;
import io.github.xclip4j.Session;
import io.github.xclip4j.SharedData;
import io.github.xclip4j.XClip;
import io.github.xclip4j.XClipOutput;
import io.github.xclip4j.backend.Backend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole models on emulated units. */
@EnabledIf(value = "io.github.xclip4j.internal.backend.matrix.TestUnits#isEmulated",
    disabledReason = "the emulated units are built with make and gcc")
class MatrixModelTest {
  private static final double FAST_ERROR = 1e-2; // relative L2 error that bf16 may have in embeddings

  @Nested
  class Exact extends ModelLaws {
    @Override
    protected Backend open() {
      return TestUnits.emulated(Unit.AMX, Precision.EXACT, 2);
    }
  }

  @ParameterizedTest
  @CsvSource({"tiny-a,AMX", "tiny-b,AMX", "tiny-a,AVX512", "tiny-b,AVX512"})
  void fastPrecision_keepsEmbeddingsAndTheBestLabel(String checkpoint, Unit unit) throws IOException {
    Path directory = SharedData.fixture("checkpoints/" + checkpoint);
    try (Golden golden = new Golden(directory.resolve("golden.safetensors"));
        Backend backend = TestUnits.emulated(unit, Precision.FAST, 2);
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

  private static int best(float[] logits, int video, int labels) {
    int best = 0;
    for (int label = 1; label < labels; label++) {
      if (logits[video * labels + label] > logits[video * labels + best]) {
        best = label;
      }
    }
    return best;
  }

  @ParameterizedTest
  @ValueSource(strings = {"EXACT", "FAST"})
  void threadCount_changesNoBit(Precision precision) throws IOException {
    XClipOutput one = run(precision, 1);
    assertThat(run(precision, 2)).usingRecursiveComparison().isEqualTo(one);
    assertThat(run(precision, 5)).usingRecursiveComparison().isEqualTo(one);
  }

  private static XClipOutput run(Precision precision, int threads) throws IOException {
    Path directory = SharedData.fixture("checkpoints/tiny-b");
    try (Golden golden = new Golden(directory.resolve("golden.safetensors"));
        Backend backend = TestUnits.emulated(Unit.AMX, precision, threads);
        XClip model = XClip.load(directory, backend);
        Session session = model.session()) {
      return session.forward(golden.tokens(), golden.videos(), EnumSet.allOf(Detail.class));
    }
  }
}
