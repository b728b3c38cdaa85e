package io.github.xclip4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.BackendOptions;
import io.github.xclip4j.video.Frames;
import io.github.xclip4j.video.Video;
import io.github.xclip4j.video.VideoException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VideoClassifierTest {
  @ParameterizedTest
  @CsvSource({"1,1,1", "1,2,4", "3,2,6"})
  void results_comeInOrderAndEqualThoseOfSingleVideos(int batch, int decoders, int ahead) throws IOException {
    try (Backend backend = Backends.open("simd", BackendOptions.of("threads", 2));
        XClip model = XClip.load(SharedData.fixture("checkpoints/tiny-a"), backend);
        Labels labels = model.labels(List.of("a red square", "a blue circle"));
        Session session = model.session()) {
      List<Video> videos = new ArrayList<>();
      for (int i = 0; i < 11; i++) {
        videos.add(noise(i));
      }
      AtomicInteger opened = new AtomicInteger();
      AtomicInteger finished = new AtomicInteger();
      Iterator<VideoClassifier.Preparation> preparations =
          videos.stream().<VideoClassifier.Preparation>map(video -> () -> {
            if (video == videos.get(4)) {
              throw new VideoException("broken.mp4: not a video");
            }
            return model.processor().prepare(video);
          }).peek(_ -> assertThat(opened.incrementAndGet() - finished.get()).isLessThanOrEqualTo(ahead + batch))
              .iterator();
      List<VideoClassifier.Result> results = new ArrayList<>();
      new VideoClassifier(model, labels, new VideoClassifier.Settings(batch, decoders, ahead))
          .run(preparations, result -> {
            finished.incrementAndGet();
            results.add(result);
          });
      assertThat(results).extracting(VideoClassifier.Result::index).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
      for (VideoClassifier.Result result : results) {
        if (result.index() == 4) {
          assertThat(result.failure().orElseThrow()).hasMessageContaining("broken.mp4");
        } else {
          double expected = session.classify(videos.get(result.index()), labels).scores().getFirst().logit();
          assertThat((double) result.classification().orElseThrow().scores().getFirst().logit())
              .isCloseTo(expected, org.assertj.core.data.Offset.offset(Math.abs(expected) * 1e-4 + 1e-4));
        }
      }
    }
  }

  private static Video noise(int seed) {
    byte[] rgb = new byte[6 * 40 * 50 * 3];
    new Random(seed).nextBytes(rgb);
    return Video.of(new Frames(6, 40, 50, rgb));
  }
}
