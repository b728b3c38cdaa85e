package io.github.xclip4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xclip4j.Backends;
import io.github.xclip4j.Checkpoint;
import io.github.xclip4j.FloatArray;
import io.github.xclip4j.SharedData;
import io.github.xclip4j.XClip;
import io.github.xclip4j.backend.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrainerTest {
  private static final Path BASE = SharedData.fixture("checkpoints/tiny-a");
  private static final List<String> LABELS = List.of("dark", "bright");
  private static final Samples VIDEOS = new MadeSamples(9, 2, 1);

  private Backend backend;

  @BeforeAll
  void open() {
    backend = Backends.open("scalar");
  }

  @AfterAll
  void close() {
    backend.close();
  }

  private static TrainingSettings settings(int epochs) {
    return new TrainingSettings(epochs, 1, 2, 2, Schedule.Kind.CORRECTED, OptimizerSettings.authors(1e-4), 0.1,
        Mixing.AUTHORS, 7, 0);
  }

  private TrainableModel model() throws IOException {
    TrainableModel model = TrainableModel.load(Checkpoint.open(BASE), backend, Tuned.of("mit.*"),
        TrainableModel.Memory.VALUES);
    model.setLabels(List.of(new int[] {836, 5, 837}, new int[] {836, 9, 11, 837}));
    return model;
  }

  private static RunDirectory directory(Path folder, TrainingSettings settings, long steps) throws IOException {
    return RunDirectory.open(folder, BASE, Map.of("settings", settings.toString()), LABELS, steps, settings.epochs());
  }

  private Trainer.Result run(Path folder, TrainingSettings settings, TrainingListener listener) throws IOException {
    try (TrainableModel model = model()) {
      RunDirectory directory = directory(folder, settings, 6);
      return new Trainer(model, settings, VIDEOS, Optional.of(VIDEOS), Optional.of(directory), listener).run();
    }
  }

  /** Ends after every step. */
  private static final class OneStep implements TrainingListener {
    @Override
    public boolean isStopped() {
      return true;
    }
  }

  @Test
  void run_takenUpAfterEveryStep_endsInTheSameBytes(@TempDir Path whole, @TempDir Path parts) throws IOException {
    Trainer.Result expected = run(whole, settings(2), TrainingListener.NONE);
    assertThat(expected.isComplete()).isTrue();
    Trainer.Result result;
    int runs = 0;
    do {
      result = run(parts, settings(2), new OneStep());
      runs++;
    } while (!result.isComplete());
    assertThat(runs).isEqualTo(6);
    assertThat(result).isEqualTo(expected);
    for (String name : List.of("model.safetensors", "optimizer.safetensors", "trainer_state.json", "README.md")) {
      assertThat(parts.resolve("checkpoint-6").resolve(name)).as(name)
          .hasSameBinaryContentAs(whole.resolve("checkpoint-6").resolve(name));
    }
    assertThat(parts.resolve("metrics.jsonl")).hasSameBinaryContentAs(whole.resolve("metrics.jsonl"));
  }

  @Test
  void directory_afterARun_holdsLastAndBest_thatTheEngineLoads(@TempDir Path folder) throws IOException {
    run(folder, settings(3), TrainingListener.NONE);
    List<String> kept;
    try (Stream<Path> files = Files.list(folder)) {
      kept = files.map(file -> file.getFileName().toString()).filter(name -> name.contains("checkpoint-")).toList();
    }
    assertThat(kept).hasSizeBetween(1, 2).contains("checkpoint-9");
    try (XClip model = XClip.load(folder.resolve("last"), backend);
        XClip best = XClip.load(folder.resolve("best"), backend)) {
      assertThat(model.config()).isEqualTo(best.config());
    }
    assertThat(folder.resolve("last/tokenizer.json")).exists();
    assertThat(folder.resolve("metrics.jsonl")).content().contains("\"eval_top1\"", "\"learning_rate\"");
  }

  @Test
  void run_killedBeforeItsLinksWereSet_setsThemWhenItIsTakenUp(@TempDir Path folder) throws IOException {
    run(folder, settings(1), TrainingListener.NONE);
    Files.delete(folder.resolve("last"));
    Files.delete(folder.resolve("trainer_state.json"));
    Files.createDirectories(folder.resolve(".checkpoint-9"));
    run(folder, settings(1), TrainingListener.NONE);
    assertThat(folder.resolve("last/model.safetensors")).exists();
    assertThat(folder.resolve("trainer_state.json")).exists();
    assertThat(folder.resolve(".checkpoint-9")).doesNotExist();
  }

  @Test
  void run_takenUpWithOtherSettings_isRefusedNamingThem(@TempDir Path folder) throws IOException {
    run(folder, settings(1), TrainingListener.NONE);
    assertThatThrownBy(() -> run(folder, settings(2), TrainingListener.NONE)).isInstanceOf(IOException.class)
        .hasMessageContaining("settings");
  }

  @Test
  void brokenVideo_isLeftOut_saidOnce_andCounted(@TempDir Path folder) throws IOException {
    List<String> said = new ArrayList<>();
    TrainingListener listener = new TrainingListener() {
      @Override
      public void leftOut(String video, Exception reason) {
        said.add(video + ": " + reason.getMessage());
      }
    };
    Samples broken = new Changed(VIDEOS, 3) {
      @Override
      VideoInput changed(VideoInput video) throws IOException {
        throw new IOException("cut off");
      }
    };
    try (TrainableModel model = model()) {
      Trainer.Result result =
          new Trainer(model, settings(2), broken, Optional.empty(), Optional.empty(), listener).run();
      assertThat(result.isComplete()).isTrue();
      assertThat(result.leftOut()).isEqualTo(1);
    }
    assertThat(said).containsExactly("made-3: cut off");
  }

  @Test
  void lossThatIsNotFinite_stopsNamingStepVideoAndTensor_andKeepsTheLastCheckpoint(@TempDir Path folder)
      throws IOException {
    TrainingSettings settings = settings(1);
    Samples poisoned = new Changed(VIDEOS, 3) {
      @Override
      VideoInput changed(VideoInput video) {
        float[] values = ((VideoInput.Pixels) video).values().values().clone();
        values[100] = Float.NaN;
        return new VideoInput.Pixels(FloatArray.of(values, 1, 4, 3, 32, 32));
      }
    };
    try (TrainableModel model = model()) {
      Trainer trainer = new Trainer(model, settings, poisoned, Optional.empty(),
          Optional.of(directory(folder, settings, 3)), new TrainingListener() {});
      assertThatThrownBy(trainer::run).isInstanceOf(ArithmeticException.class)
          .hasMessageContainingAll("NaN", "made-3", "step", "the videos' values");
    }
  }

  @Test
  void labelOutOfRange_isRefusedWithTheVideo() throws IOException {
    try (TrainableModel model = model()) {
      assertThatThrownBy(() -> new Trainer(model, settings(1), new MadeSamples(9, 3, 1), Optional.empty(),
          Optional.empty(), TrainingListener.NONE)).isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("made-2", "label 2");
    }
  }

  /** Samples of which one is another. */
  private abstract static class Changed implements Samples {
    private final Samples samples;
    private final int which;

    Changed(Samples samples, int which) {
      this.samples = samples;
      this.which = which;
    }

    abstract VideoInput changed(VideoInput video) throws IOException;

    @Override
    public int count() {
      return samples.count();
    }

    @Override
    public String name(int index) {
      return samples.name(index);
    }

    @Override
    public int label(int index) {
      return samples.label(index);
    }

    @Override
    public VideoInput load(int index, int epoch) throws IOException {
      VideoInput video = samples.load(index, epoch);
      return index == which ? changed(video) : video;
    }
  }
}
