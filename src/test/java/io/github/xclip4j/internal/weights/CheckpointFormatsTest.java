package io.github.xclip4j.internal.weights;

import static io.github.xclip4j.SharedData.fixture;
import static io.github.xclip4j.SharedData.shared;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.Backends;
import io.github.xclip4j.Detail;
import io.github.xclip4j.Golden;
import io.github.xclip4j.NamedGolden;
import io.github.xclip4j.Session;
import io.github.xclip4j.XClip;
import io.github.xclip4j.XClipOutput;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.BackendOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same weights from other files give the same outputs, not nearly: to the bit. */
class CheckpointFormatsTest {
  @ParameterizedTest
  @ValueSource(strings = {"tiny-a-bin", "tiny-a-bin-legacy", "tiny-a-sharded"})
  void otherFile_givesTheOutputsOfTheSafetensorsFileToTheBit(String checkpoint) throws IOException {
    try (Backend backend = Backends.open("simd", BackendOptions.of("threads", 2));
        Golden golden = new Golden(fixture("checkpoints/tiny-a/golden.safetensors"))) {
      XClipOutput expected = forward(fixture("checkpoints/tiny-a"), golden, backend);
      XClipOutput output = forward(shared("golden/checkpoints/" + checkpoint), golden, backend);
      assertThat(output).usingRecursiveComparison().isEqualTo(expected);
    }
  }

  @Test
  void basePatch16_equalsTheReference() throws IOException {
    try (Backend backend = Backends.open("simd")) {
      NamedGolden.check("base-patch16", 1, backend);
    }
  }

  private static XClipOutput forward(Path directory, Golden golden, Backend backend) throws IOException {
    try (XClip model = XClip.load(directory, backend); Session session = model.session()) {
      return session.forward(golden.tokens(), golden.videos(), EnumSet.allOf(Detail.class));
    }
  }
}
