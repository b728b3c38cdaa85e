package io.github.xclip4j.internal.backend.simd;

import static io.github.xclip4j.SharedData.fixture;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.xclip4j.Backends;
import io.github.xclip4j.Checkpoint;
import io.github.xclip4j.FloatArray;
import io.github.xclip4j.Golden;
import io.github.xclip4j.Labels;
import io.github.xclip4j.Session;
import io.github.xclip4j.VideoBatch;
import io.github.xclip4j.XClip;
import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.BackendOptions;
import io.github.xclip4j.cli.checkpoints.ProceduralWeights;
import io.github.xclip4j.config.TextConfig;
import io.github.xclip4j.config.VisionConfig;
import io.github.xclip4j.config.XClipConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SteadyStateTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long LIMIT = 64 << 10;
  private static final int FEWEST_ROUNDS = 200;
  private static final long SETTLING_NANOS = TimeUnit.SECONDS.toNanos(60);

  @ParameterizedTest
  @ValueSource(strings = {"tiny-a", "tiny-b"})
  void forward_allocatesLittle(String checkpoint) throws IOException {
    Path directory = fixture("checkpoints/" + checkpoint);
    try (Backend backend = Backends.open("simd", BackendOptions.of("threads", 2));
        Golden golden = new Golden(directory.resolve("golden.safetensors"));
        XClip model = XClip.load(directory, backend);
        Session session = model.session()) {
      assertAllocatesLittle(session, golden.videos(), Optional.empty());
    }
  }

  /** What is allocated grows with layers, not with what they compute. */
  @Test
  void asManyLayersAsTheLargestModelHas_allocateLittle() throws IOException {
    XClipConfig config = XClipConfig.fromTextVisionConfigs(
        new TextConfig(100, 32, 64, 2, 4, 77, Activation.QUICK_GELU, 1e-5, 0, 2, 1),
        new VisionConfig(64, 128, 24, 16, 48, 96, 1, 8, 3, 28, 14, 8, Activation.QUICK_GELU, 1e-5));
    try (Backend backend = Backends.open("simd", BackendOptions.of("threads", 2));
        XClip model = XClip.load(Checkpoint.of(config, new ProceduralWeights(config)), backend);
        Labels labels = model.labels(List.of("a", "b"), List.of(new int[] {98, 5, 99}, new int[] {98, 7, 8, 99}));
        Session session = model.session()) {
      VideoBatch video =
          VideoBatch.of(FloatArray.of(ProceduralWeights.uniform("pixel_values", 2, 8 * 3 * 28 * 28), 1, 8, 3, 28, 28));

      assertAllocatesLittle(session, video, Optional.empty());
      assertAllocatesLittle(session, video, Optional.of(labels));
    }
  }

  /*
   * Until the kernels are compiled every vector is an object, and until the model around them is (after some two thousand
   * calls) so are tensors that never leave a method. What is left after that are the views of tensors, a job object per
   * dispatch, and the result. How long the compiler takes depends on what else the machine does.
   */
  private static void assertAllocatesLittle(Session session, VideoBatch videos, Optional<Labels> labels) {
    long end = System.nanoTime() + SETTLING_NANOS;
    long bytes = Long.MAX_VALUE;
    for (int round = 0; bytes >= LIMIT && (round < FEWEST_ROUNDS || System.nanoTime() < end); round++) {
      bytes = bytesPerCall(session, videos, labels);
    }
    assertThat(bytes).isLessThan(LIMIT);
  }

  private static long bytesPerCall(Session session, VideoBatch videos, Optional<Labels> labels) {
    int calls = 20;
    long before = THREADS.getTotalThreadAllocatedBytes();
    for (int i = 0; i < calls; i++) {
      if (labels.isPresent()) {
        session.logits(videos, labels.get());
      } else {
        session.videoFeatures(videos);
      }
    }
    return (THREADS.getTotalThreadAllocatedBytes() - before) / calls;
  }
}
