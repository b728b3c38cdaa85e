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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole models on the units. */
class MatrixModelTest {
  @Nested
  class Exact extends ModelLaws {
    @Override
    protected Backend open() {
      return TestUnits.EXACT_ON_EMULATED_AMX.open();
    }
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("io.github.xclip4j.internal.backend.matrix.TestUnits#all")
  void threadCount_changesNoBit(TestUnits units) throws IOException {
    XClipOutput one = run(units, 1);
    assertThat(run(units, 2)).usingRecursiveComparison().isEqualTo(one);
    assertThat(run(units, 5)).usingRecursiveComparison().isEqualTo(one);
  }

  private static XClipOutput run(TestUnits units, int threads) throws IOException {
    Path directory = SharedData.fixture("checkpoints/tiny-b");
    try (Golden golden = new Golden(directory.resolve("golden.safetensors"));
        Backend backend = units.open(threads);
        XClip model = XClip.load(directory, backend);
        Session session = model.session()) {
      return session.forward(golden.tokens(), golden.videos(), EnumSet.allOf(Detail.class));
    }
  }
}
