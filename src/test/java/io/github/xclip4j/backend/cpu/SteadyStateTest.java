package io.github.xclip4j.backend.cpu;

import static io.github.xclip4j.SharedData.fixture;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.xclip4j.Golden;
import io.github.xclip4j.Session;
import io.github.xclip4j.VideoBatch;
import io.github.xclip4j.XClip;
import io.github.xclip4j.backend.Backend;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SteadyStateTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long LIMIT = 64 << 10;

  @ParameterizedTest
  @ValueSource(strings = {"tiny-a", "tiny-b"})
  void forward_allocatesLittle(String checkpoint) throws IOException {
    Path directory = fixture("checkpoints/" + checkpoint);
    try (Backend backend = new SimdBackend(2);
        Golden golden = new Golden(directory.resolve("golden.safetensors"));
        XClip model = XClip.load(directory, backend);
        Session session = model.session()) {
      VideoBatch videos = golden.videos();
      // Until the kernels are compiled every vector is an object. What is left after that are the views of tensors, a
      // job object per dispatch, and the result.
      long bytes = Long.MAX_VALUE;
      for (int round = 0; round < 200 && bytes >= LIMIT; round++) {
        bytes = bytesPerCall(session, videos);
      }
      assertThat(bytes).isLessThan(LIMIT);
    }
  }

  private static long bytesPerCall(Session session, VideoBatch videos) {
    int calls = 20;
    long before = THREADS.getTotalThreadAllocatedBytes();
    for (int i = 0; i < calls; i++) {
      session.videoFeatures(videos);
    }
    return (THREADS.getTotalThreadAllocatedBytes() - before) / calls;
  }
}
