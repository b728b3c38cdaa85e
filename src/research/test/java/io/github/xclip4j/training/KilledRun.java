package io.github.xclip4j.training;

import io.github.xclip4j.Backends;
import io.github.xclip4j.Checkpoint;
import io.github.xclip4j.backend.Backend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A short run that goes on in a folder, as a process that can be killed. */
final class KilledRun {
  private KilledRun() {}

  /** @param args the folder, and the directory of the checkpoint to start from */
  public static void main(String[] args) throws IOException {
    run(Path.of(args[0]), Path.of(args[1]));
  }

  static void run(Path folder, Path base) throws IOException {
    TrainingSettings settings = new TrainingSettings(4, 1, 2, 1, Schedule.Kind.CORRECTED,
        OptimizerSettings.authors(1e-4), 0.1, Mixing.AUTHORS, 7, 1);
    Samples videos = new MadeSamples(9, 2, 1);
    try (Backend backend = Backends.open("scalar");
        TrainableModel model = TrainableModel.load(Checkpoint.open(base), backend, Tuned.of("mit.*"),
            TrainableModel.Memory.VALUES)) {
      model.setLabels(List.of(new int[] {836, 5, 837}, new int[] {836, 9, 11, 837}));
      RunDirectory directory = RunDirectory.open(folder, base, Map.of("settings", settings.toString()),
          List.of("dark", "bright"), 20, settings.epochs());
      new Trainer(model, settings, videos, Optional.of(videos), Optional.of(directory), TrainingListener.NONE).run();
    }
  }
}
