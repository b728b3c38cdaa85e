package io.github.xclip4j.internal.backend.simd;

import static io.github.xclip4j.SharedData.fixture;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.Backends;
import io.github.xclip4j.Detail;
import io.github.xclip4j.Golden;
import io.github.xclip4j.Session;
import io.github.xclip4j.XClip;
import io.github.xclip4j.XClipOutput;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.BackendOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThreadCountTest {
  @ParameterizedTest
  @ValueSource(strings = {"tiny-a", "tiny-b"})
  void threadCount_changesNoBit(String checkpoint) throws IOException {
    XClipOutput one = run(checkpoint, 1);
    assertThat(run(checkpoint, 2)).usingRecursiveComparison().isEqualTo(one);
    assertThat(run(checkpoint, 3)).usingRecursiveComparison().isEqualTo(one);
    assertThat(run(checkpoint, 7)).usingRecursiveComparison().isEqualTo(one);
  }

  private static XClipOutput run(String checkpoint, int threads) throws IOException {
    Path directory = fixture("checkpoints/" + checkpoint);
    try (Backend backend = Backends.open("simd", BackendOptions.of("threads", threads));
        Golden golden = new Golden(directory.resolve("golden.safetensors"));
        XClip model = XClip.load(directory, backend);
        Session session = model.session()) {
      return session.forward(golden.tokens(), golden.videos(), EnumSet.allOf(Detail.class));
    }
  }
}
