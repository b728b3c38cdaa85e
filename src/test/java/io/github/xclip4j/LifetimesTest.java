package io.github.xclip4j;

import static io.github.xclip4j.SharedData.fixture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.xclip4j.backend.Backend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Closing in the wrong order, use after closing, and use by two threads are refused with the reason. */
class LifetimesTest {
  private static final Path CHECKPOINT = fixture("checkpoints/tiny-b");

  private Backend backend;
  private XClip model;
  private Golden golden;

  @BeforeEach
  void load() throws IOException {
    backend = Backends.open("scalar");
    model = XClip.load(CHECKPOINT, backend);
    golden = new Golden(CHECKPOINT.resolve("golden.safetensors"));
  }

  @AfterEach
  void close() {
    golden.close();
    model.close();
    backend.close();
  }

  private Labels labels() throws IOException {
    return model.labels(List.of("a", "b"), List.of(golden.tokens().inputIds()[0], golden.tokens().inputIds()[1]));
  }

  @Test
  void modelWithOpenSessionsAndLabels_isNotClosedAndSaysHowMany() throws IOException {
    try (Session session = model.session(); Session _ = model.session(); Labels labels = labels()) {
      float[] before = session.logits(golden.videos(), labels).values();

      assertThatThrownBy(model::close).isInstanceOf(IllegalStateException.class)
          .hasMessage("the model still has 1 open label set and 2 open sessions: close them before the model");
      assertThat(session.logits(golden.videos(), labels).values()).containsExactly(before);
    }
    model.close();
  }

  @Test
  void closedModel_opensNothing() {
    model.close();
    model.close();

    assertThatThrownBy(model::session).isInstanceOf(IllegalStateException.class).hasMessage("the model is closed");
    assertThatThrownBy(this::labels).isInstanceOf(IllegalStateException.class).hasMessage("the model is closed");
  }

  @Test
  void labelsThatCannotBeEncoded_leaveTheModelClosable() throws IOException {
    assertThatThrownBy(() -> model.labels(List.of("a"), List.of(new int[] {836, 900, 837})))
        .isInstanceOf(IllegalArgumentException.class);

    model.close();
  }

  @Test
  void closedSession_saysSo() throws IOException {
    Session session = model.session();
    session.close();
    session.close();

    assertThatThrownBy(() -> session.videoFeatures(golden.videos()))
        .isInstanceOf(IllegalStateException.class).hasMessage("the session is closed");
    assertThatThrownBy(() -> session.textFeatures(golden.tokens()))
        .isInstanceOf(IllegalStateException.class).hasMessage("the session is closed");
    assertThatThrownBy(() -> session.forward(golden.tokens(), golden.videos(), Set.of()))
        .isInstanceOf(IllegalStateException.class).hasMessage("the session is closed");
  }

  @Test
  void closedLabels_saySo() throws IOException {
    Labels labels = labels();
    labels.close();
    labels.close();

    try (Session session = model.session()) {
      assertThatThrownBy(() -> session.logits(golden.videos(), labels))
          .isInstanceOf(IllegalStateException.class).hasMessage("the label set is closed");
    }
  }

  @Test
  void labelsInUse_areNotClosed() throws IOException {
    try (Labels labels = labels(); Session session = model.session()) {
      float[] before = session.logits(golden.videos(), labels).values();
      try (Lifetime.Use _ = labels.use(model)) {
        assertThatThrownBy(labels::close).isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("1 open call");
      }
      assertThat(session.logits(golden.videos(), labels).values()).containsExactly(before);
    }
  }

  @Test
  void secondThread_isRefusedWhileTheFirstUsesTheSession() throws Exception {
    try (Labels labels = labels(); Session session = model.session();
        ExecutorService other = Executors.newSingleThreadExecutor()) {
      float[] features = session.videoFeatures(golden.videos()).values();
      try (PlacedVideos placed = session.place(golden.videos(), labels)) {
        float[] logits = placed.compute().values();

        Throwable used = other.submit(() -> catchThrowable(() -> session.videoFeatures(golden.videos()))).get();
        Throwable closed = other.submit(() -> catchThrowable(session::close)).get();

        for (Throwable each : List.of(used, closed)) {
          assertThat(each).isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("in use by the thread \"" + Thread.currentThread().getName() + "\"");
        }
        assertThatThrownBy(() -> session.videoFeatures(golden.videos()))
            .isInstanceOf(IllegalStateException.class).hasMessageContaining("an unfinished call of this thread");
        assertThat(placed.compute().values()).containsExactly(logits);
      }
      assertThat(other.submit(() -> session.videoFeatures(golden.videos()).values()).get()).containsExactly(features);
    }
  }

  @Test
  void sessionAfterAFailedCall_goesOn() throws IOException {
    try (Session session = model.session()) {
      float[] before = session.textFeatures(golden.tokens()).values();
      assertThatThrownBy(() -> session.textFeatures(TokenBatch.of(new int[][] {{836, 900, 837}})))
          .isInstanceOf(IllegalArgumentException.class);

      assertThat(session.textFeatures(golden.tokens()).values()).containsExactly(before);
    }
  }

  @Test
  void encoders_areNotClosedUnderTheirSessions() throws IOException {
    try (XClipTextModel text = XClipTextModel.load(CHECKPOINT, backend);
        XClipVisionModel vision = XClipVisionModel.load(CHECKPOINT, backend)) {
      EncoderSession<TokenBatch> texts = text.session();
      EncoderSession<VideoBatch> videos = vision.session();

      assertThatThrownBy(text::close).isInstanceOf(IllegalStateException.class).hasMessageContaining("1 open session:");
      assertThatThrownBy(vision::close).isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("1 open session:");
      assertThat(texts.forward(golden.tokens(), Set.of()).hiddenStates()).isEmpty();
      texts.close();
      videos.close();
      videos.close();
      assertThatThrownBy(() -> videos.forward(golden.videos(), Set.of()))
          .isInstanceOf(IllegalStateException.class).hasMessage("the session is closed");
    }
  }
}
