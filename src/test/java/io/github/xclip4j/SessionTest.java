package io.github.xclip4j;

import static io.github.xclip4j.SharedData.fixture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.video.VideoException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls that take files and texts directly. */
class SessionTest {
  private static final Path CHECKPOINT = fixture("checkpoints/tiny-a");

  @TempDir
  Path folder;

  private Backend backend;
  private XClip model;
  private Session session;

  @BeforeEach
  void load() throws IOException {
    backend = Backends.open("scalar");
    model = XClip.load(CHECKPOINT, backend);
    session = model.session();
  }

  @AfterEach
  void close() {
    session.close();
    model.close();
    backend.close();
  }

  private Path clip(String name, int grey) throws IOException {
    Path clip = Files.createDirectory(folder.resolve(name));
    for (int i = 0; i < 8; i++) {
      BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
      image.setRGB(i, i, grey * 0x10101);
      ImageIO.write(image, "png", clip.resolve(i + ".png").toFile());
    }
    return clip;
  }

  @Test
  void videoFeatures_ofFiles_areThoseOfTheirPixels() throws IOException {
    List<Path> clips = List.of(clip("one", 200), clip("two", 90));
    FloatArray together = session.videoFeatures(clips);
    assertThat(together.shape()).containsExactly(2, model.config().projectionDim());
    for (int i = 0; i < 2; i++) {
      VideoBatch batch = VideoBatch.of(List.of(model.processor().prepare(clips.get(i)).pixels()));
      assertThat(together.row(i)).containsExactly(session.videoFeatures(batch).values());
    }
  }

  @Test
  void videoFeatures_ofAMissingFileOrNone_areRefused() {
    assertThatThrownBy(() -> session.videoFeatures(List.of(folder.resolve("missing.mp4"))))
        .isInstanceOf(VideoException.class).hasMessageContaining("missing.mp4");
    assertThatThrownBy(() -> session.videoFeatures(List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void textFeatures_ofTexts_areThoseOfEachAlone() throws IOException {
    List<String> texts = List.of("a red square moving left", "cat");
    FloatArray together = session.textFeatures(texts);
    for (int i = 0; i < 2; i++) {
      float[] alone = session.textFeatures(List.of(texts.get(i))).values();
      for (int e = 0; e < alone.length; e++) {
        assertThat(together.row(i)[e]).isCloseTo(alone[e], within(1e-5f));
      }
    }
    assertThatThrownBy(() -> session.textFeatures(List.of())).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> session.textFeatures(List.of("cat ".repeat(100))))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("cat cat");
  }

  @Test
  void classification_ofAFile_hasItsNotes() throws IOException {
    Path still = Files.createDirectory(folder.resolve("still"));
    ImageIO.write(new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB), "png", still.resolve("0.png").toFile());
    try (Labels labels = model.labels(List.of("a", "a"))) {
      assertThat(session.classify(still, labels).notes()).singleElement().asString().contains("only 1 frame");
      assertThat(labels.notes()).singleElement().asString().contains("\"a\" twice");
    }
  }

  @Test
  void forward_byName_hasEverythingInTheOrderOfTheComputation() throws IOException {
    try (Golden golden = new Golden(CHECKPOINT.resolve("golden.safetensors"))) {
      Map<String, FloatArray> plain = session.forward(golden.tokens(), golden.videos()).byName();
      assertThat(plain.keySet()).contains("text_model_output.last_hidden_state", "text_features",
          "vision_model_output.pooler_output", "mit_output.pooler_output", "video_features", "video_embeds",
          "text_embeds", "logits_per_video", "logits_per_text", "probs");
      assertThat(plain.keySet()).noneMatch(name -> name.contains("hidden_states."));
      assertThat(plain.get("logits_per_video").shape())
          .containsExactly(golden.videos().videos(), golden.tokens().inputIds().length);

      Set<Detail> details = EnumSet.allOf(Detail.class);
      List<String> names =
          new ArrayList<>(session.forward(golden.tokens(), golden.videos(), details).byName().keySet());
      assertThat(names).containsAll(plain.keySet());
      assertThat(names).startsWith("text_model_output.hidden_states.0", "text_model_output.attentions.0",
          "text_model_output.hidden_states.1");
      List<String> attentions = new ArrayList<>(session.forward(golden.tokens(), golden.videos(),
          EnumSet.of(Detail.ATTENTIONS)).byName().keySet());
      assertThat(attentions).contains("mit_output.attentions.0").doesNotContain("mit_output.hidden_states.0");
    }
  }
}
