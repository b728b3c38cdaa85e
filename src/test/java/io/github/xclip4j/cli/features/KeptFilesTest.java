package io.github.xclip4j.cli.features;

import static io.github.xclip4j.SharedData.fixture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xclip4j.Backends;
import io.github.xclip4j.Checkpoint;
import io.github.xclip4j.FloatArray;
import io.github.xclip4j.Labels;
import io.github.xclip4j.ModelFingerprint;
import io.github.xclip4j.Session;
import io.github.xclip4j.VideoBatch;
import io.github.xclip4j.VideoFeatures;
import io.github.xclip4j.XClip;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.cli.options.ModelFiles;
import io.github.xclip4j.cli.options.ModelOption;
import io.github.xclip4j.config.VisionConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Features and encoded labels come back from files as they were, and only for the model that computed them. */
class KeptFilesTest {
  private static final List<String> NAMES = List.of("a red circle growing", "a green square moving left", "nothing");

  @TempDir
  private Path folder;

  private final Backend backend = Backends.open("scalar");
  private ModelFiles demo;
  private XClip model;

  @BeforeEach
  void load() throws IOException {
    demo = new ModelOption().files();
    model = XClip.load(Checkpoint.open(demo.directory()), backend);
  }

  @AfterEach
  void close() throws IOException {
    model.close();
    backend.close();
    demo.close();
  }

  private VideoBatch videos() {
    VisionConfig vision = model.config().vision();
    int side = vision.imageSize();
    float[] pixels = new float[2 * vision.numFrames() * 3 * side * side];
    Random random = new Random(5);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat() - 0.5f;
    }
    return VideoBatch.of(FloatArray.of(pixels, 2, vision.numFrames(), 3, side, side));
  }

  @Test
  void features_readAgainScoreAsTheVideos_toTheBit() throws IOException {
    Path file = folder.resolve("features.safetensors");
    VideoBatch videos = videos();
    try (Session session = model.session(); Labels labels = model.labels(NAMES)) {
      List<VideoFeatures> features = session.features(videos);
      FeatureFile.write(file, model, List.of(new FeatureFile.Entry("one, \"1\"", features.get(0)),
          new FeatureFile.Entry("zwei ü", features.get(1))));
      List<FeatureFile.Entry> again = FeatureFile.read(file, model);
      assertThat(again).extracting(FeatureFile.Entry::video).containsExactly("one, \"1\"", "zwei ü");
      assertThat(session.logits(again.stream().map(FeatureFile.Entry::features).toList(), labels).values())
          .containsExactly(session.logits(videos, labels).values());
    }
  }

  @Test
  void labels_readAgainScoreAsTheTexts_toTheBit() throws IOException {
    Path file = folder.resolve("bank.safetensors");
    LabelBank bank = LabelBank.readIfThere(file, model);
    assertThat(bank.missing(NAMES)).isEqualTo(NAMES);
    bank.add(NAMES, model.processor().tokens(NAMES));
    bank.write(file);
    LabelBank again = LabelBank.readIfThere(file, model);
    assertThat(again.missing(List.of("nothing", "new", "new"))).containsExactly("new");
    assertThat(again.note()).isEmpty();
    VideoBatch videos = videos();
    try (Session session = model.session(); Labels labels = model.labels(NAMES);
        Labels kept = again.labels(NAMES, NAMES); Labels some = again.labels(List.of("x"), List.of("nothing"))) {
      assertThat(session.logits(videos, kept).values()).containsExactly(session.logits(videos, labels).values());
      assertThat(some.names()).containsExactly("x");
    }
    assertThatThrownBy(() -> again.labels(List.of("new"), List.of("new"))).hasMessageContaining("\"new\"");
  }

  @Test
  void anotherModelsFile_isRefusedByName() throws IOException {
    Path bank = folder.resolve("bank.safetensors");
    LabelBank.empty(model).write(bank);
    try (XClip other = XClip.load(fixture("checkpoints/tiny-b"), backend)) {
      assertThatThrownBy(() -> LabelBank.read(bank, other)).isInstanceOf(IOException.class)
          .hasMessageContaining("bank.safetensors").hasMessageContaining("tiny-b")
          .hasMessageContaining(model.fingerprint().toString());
      VideoFeatures foreign = new VideoFeatures(new ModelFingerprint("other", "0123456789"),
          FloatArray.of(new float[1], 1), FloatArray.of(new float[1], 1, 1));
      assertThatThrownBy(
          () -> FeatureFile.write(folder.resolve("f"), model, List.of(new FeatureFile.Entry("a.mp4", foreign))))
          .hasMessageContaining("a.mp4").hasMessageContaining("other (01234567)");
    }
  }

  @Test
  void fileOfAnotherKind_isRefused() throws IOException {
    Path bank = folder.resolve("bank.safetensors");
    LabelBank.empty(model).write(bank);
    assertThatThrownBy(() -> FeatureFile.read(bank, model)).hasMessageContaining("is a label bank")
        .hasMessageContaining("a feature file was expected");
    assertThatThrownBy(() -> LabelBank.read(demo.directory().resolve("model.safetensors"), model))
        .hasMessageContaining("is no label bank");
    Path text = Files.writeString(folder.resolve("text"), "no safetensors");
    assertThatThrownBy(() -> LabelBank.read(text, model)).isInstanceOf(IOException.class);
  }
}
