package io.github.xclip4j.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.Backends;
import io.github.xclip4j.Checkpoint;
import io.github.xclip4j.SharedData;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.BackendOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThreadCountGradientTest {
  @Test
  void everyGradient_isTheSameBits_forEveryNumberOfThreads_andHowMuchIsKept() throws IOException {
    List<float[]> one = gradients(1, TrainableModel.Memory.VALUES);
    assertThat(gradients(3, TrainableModel.Memory.VALUES)).usingRecursiveComparison().isEqualTo(one);
    assertThat(gradients(2, TrainableModel.Memory.BLOCK_INPUTS)).usingRecursiveComparison().isEqualTo(one);
  }

  private static List<float[]> gradients(int threads, TrainableModel.Memory memory) throws IOException {
    Samples videos = new MadeSamples(3, 2, 5);
    try (Backend backend = Backends.open("simd", BackendOptions.of("threads", threads));
        TrainableModel model = TrainableModel.load(Checkpoint.open(SharedData.fixture("checkpoints/tiny-a")), backend,
            Tuned.ALL, memory)) {
      model.setLabels(List.of(new int[] {836, 5, 837}, new int[] {836, 9, 11, 837}));
      VideoInput batch = Batches.join(List.of(videos.load(0, 0), videos.load(1, 0), videos.load(2, 0)));
      model.accumulate(batch, Batches.targets(List.of(0, 1, 0), 2, 0.1));
      List<float[]> gradients = new ArrayList<>();
      for (Trainable each : model.trainables()) {
        gradients.add(model.gradient(each));
      }
      return gradients;
    }
  }
}
