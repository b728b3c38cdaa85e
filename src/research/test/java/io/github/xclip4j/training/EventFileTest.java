package io.github.xclip4j.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFileTest {
  @TempDir
  private Path folder;

  private static TrainingState state() {
    return TrainingState.start().stepped(0.5, 1.25, 1e-4).stepped(1, 0.5, 1e-4)
        .evaluated(1, new Accuracy(9, 0.75, 0.5, 1));
  }

  /** The length, and its checksum, of the record that every file of TensorFlow's begins with. */
  @Test
  void firstRecord_isThatOfTensorFlow() throws IOException {
    EventFile.write(folder.resolve("events"), state().log());
    byte[] bytes = Files.readAllBytes(folder.resolve("events"));
    assertThat(HexFormat.of().formatHex(Arrays.copyOf(bytes, 12))).isEqualTo("1800000000000000" + "a37f4b22");
    assertThat(new String(bytes, 12, 24, StandardCharsets.ISO_8859_1)).endsWith("brain.Event:2");
  }

  @Test
  void entries_areTaggedAsTransformersDoes() throws IOException {
    EventFile.write(folder.resolve("events"), state().log());
    assertThat(Files.readString(folder.resolve("events"), StandardCharsets.ISO_8859_1)).contains("train/loss",
        "train/learning_rate", "eval/top1", "eval/loss");
  }

  @Test
  void chart_isAPictureWithBothLines() {
    assertThat(RunChart.svg(state().log(), 2)).startsWith("<svg").contains("<polyline", "<circle", "100 %")
        .endsWith("</svg>\n").doesNotContain("NaN");
  }

  @Test
  void state_writtenAndRead_isTheSame() {
    TrainingState state = state();
    assertThat(TrainingState.of(state.json(2, 1)).json(2, 1)).isEqualTo(state.json(2, 1));
    assertThat(state.last()).isEqualTo(Optional.of(new Accuracy(9, 0.75, 0.5, 1)));
  }
}
