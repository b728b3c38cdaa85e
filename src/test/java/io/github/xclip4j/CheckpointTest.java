package io.github.xclip4j;

import static io.github.xclip4j.SharedData.fixture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.cli.checkpoints.ProceduralWeights;
import io.github.xclip4j.config.ConfigException;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.text.ClipTokenizer;
import io.github.xclip4j.video.ImageProcessor;
import io.github.xclip4j.weights.WeightSource;
import io.github.xclip4j.weights.WeightsException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  private static final Path TINY = fixture("checkpoints/tiny-a");

  @TempDir
  Path folder;

  @Test
  void nameOfADirectory_opensIt() throws IOException {
    Checkpoint checkpoint = Checkpoint.open(TINY.toString());
    assertThat(checkpoint.config()).isEqualTo(Checkpoint.open(TINY).config());
    assertThat(checkpoint).hasToString(TINY.toString());
  }

  @Test
  void nameOfTheHub_notDownloaded_saysWhichCommandToRun() {
    assertThatThrownBy(() -> Checkpoint.open("no-such-organisation/no-such-model"))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining("xclip4j download no-such-organisation/no-such-model");
  }

  @Test
  void fileOrNothing_isNamed() {
    assertThatThrownBy(() -> Checkpoint.open(TINY.resolve("config.json"))).isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining("config.json: is a file");
    assertThatThrownBy(() -> Checkpoint.open(folder.resolve("nowhere"))).isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining("nowhere: no such directory");
  }

  @Test
  void onlyConfig_opensAndSaysLaterWhatIsMissing() throws IOException {
    Files.copy(TINY.resolve("config.json"), folder.resolve("config.json"));
    Checkpoint checkpoint = Checkpoint.open(folder);
    assertThatThrownBy(checkpoint::openWeights).isInstanceOf(WeightsException.class)
        .hasMessageContaining("no weights");
    assertThatThrownBy(checkpoint.processor()::images).isInstanceOf(ConfigException.class);
    assertThatThrownBy(checkpoint.processor()::tokenizer).isInstanceOf(IOException.class);
  }

  @Test
  void weightsOfTheProgram_stayOpenAndNeedNoProcessor() throws IOException {
    XClipConfig config = Checkpoint.open(TINY).config();
    try (WeightSource weights = Checkpoint.open(TINY).openWeights(); Backend backend = Backends.open("scalar")) {
      Checkpoint checkpoint = Checkpoint.of(config, weights);
      for (int i = 0; i < 2; i++) { // the second time would fail if the first had closed them
        try (XClip model = XClip.load(checkpoint, backend)) {
          assertThatThrownBy(model.processor()::images).isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("withProcessor").hasMessageContaining("VideoBatch");
          assertThatThrownBy(() -> model.labels(List.of("a cat"))).isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("no tokenizer").hasMessageContaining("withProcessor");
        }
      }
    }
  }

  @Test
  void processorOfTheProgram_isTheModels() throws IOException {
    XClipConfig config = Checkpoint.open(TINY).config();
    int side = config.vision().imageSize();
    Processor processor = Processor.of(config, ClipTokenizer.load(TINY), ImageProcessor.of(side, side));
    try (Backend backend = Backends.open("scalar");
        XClip model = XClip.load(
            Checkpoint.of(config, new ProceduralWeights(config)).withProcessor(processor), backend);
        Session session = model.session()) {
      assertThat(model.processor()).isSameAs(processor);
      assertThat(session.textFeatures(List.of("a cat")).shape()).containsExactly(1, config.projectionDim());
    }
  }

  @Test
  void processorOfAnotherModel_isRefused() throws IOException {
    Checkpoint other = Checkpoint.open(SharedData.fixture("checkpoints/tiny-b"));
    assertThatThrownBy(() -> Checkpoint.open(TINY).withProcessor(other.processor()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("max_position_embeddings is 21, the model's is 32");
  }

  @Test
  void authorsHeads_areTheConfigsOnRequest() throws IOException {
    Checkpoint checkpoint = Checkpoint.open(TINY);
    int original = checkpoint.config().originalHeads();
    assertThat(checkpoint.withHeads(XClipConfig.Heads.CONFIG).config()).isEqualTo(checkpoint.config());
    XClipConfig config = checkpoint.withHeads(XClipConfig.Heads.ORIGINAL).config();
    assertThat(config.promptNumAttentionHeads()).isEqualTo(original);
    assertThat(config.vision().mitNumAttentionHeads()).isEqualTo(original);
  }

  /** Weights are missing as well: the message about the preprocessing shows that it is checked first. */
  @Test
  void preprocessingOfAnotherSize_isSaidBeforeAnythingIsLoadedOrEncoded() throws IOException {
    copyWithoutWeights();
    Files.writeString(folder.resolve("preprocessor_config.json"),
        "{\"image_processor_type\": \"VideoMAEImageProcessor\", \"crop_size\": 17}");
    assertThatThrownBy(() -> VideoClassifier.open(folder, List.of("a cat"))).isInstanceOf(ConfigException.class)
        .hasMessageContaining("17x17").hasMessageContaining("image_size");
  }

  @Test
  void otherChannelsThanVideosHave_areSaidWhenPixelsAreAskedFor() throws IOException {
    copyWithoutWeights();
    String config = Files.readString(TINY.resolve("config.json"));
    assertThat(config).containsPattern("\"num_channels\": *3");
    Files.writeString(folder.resolve("config.json"), config.replaceAll("\"num_channels\": *3", "\"num_channels\": 1"));
    assertThatThrownBy(Checkpoint.open(folder).processor()::images).isInstanceOf(ConfigException.class)
        .hasMessageContaining("num_channels is 1").hasMessageContaining("3");
  }

  private void copyWithoutWeights() throws IOException {
    try (Stream<Path> files = Files.list(TINY)) {
      for (Path file : files.filter(path -> !path.toString().endsWith(".safetensors")).toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
  }
}
