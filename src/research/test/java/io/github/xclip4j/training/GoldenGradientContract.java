package io.github.xclip4j.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.internal.backend.ScratchPlan;
import io.github.xclip4j.internal.config.ConfigJson;
import io.github.xclip4j.internal.model.Network;
import io.github.xclip4j.internal.model.Sequences;
import io.github.xclip4j.internal.weights.StoredWeights;
import io.github.xclip4j.internal.weights.WeightSources;
import io.github.xclip4j.weights.WeightSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The gradient of every parameter of the small reference checkpoints, on any backend: within twice what PyTorch's own
 * float32 scatters.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class GoldenGradientContract {
  private static final double FACTOR = 2;
  private static final double ZERO = 1e-5;

  private Backend backend;

  /** A new backend, closed by the contract. */
  abstract Backend open();

  @BeforeAll
  void openBackend() {
    backend = open();
    backend.adjointsUnavailable().ifPresent(reason -> Assumptions.abort("skipped: " + reason));
  }

  @AfterAll
  void closeBackend() {
    backend.close();
  }

  @ParameterizedTest
  @CsvSource({
      "tiny-a, soft, VALUES", "tiny-a, contrastive, VALUES", "tiny-b, soft, VALUES", "tiny-b, contrastive, VALUES",
      "tiny-a, soft, BLOCK_INPUTS", "tiny-b, contrastive, BLOCK_INPUTS"
  })
  void everyParameter_equalsTheReference(String checkpoint, String lossKind, Tape.Keeping keeping) throws IOException {
    try (StoredWeights golden = ReferenceData.tensors(checkpoint + "." + lossKind);
        StoredWeights inputs = ReferenceData.inputs(checkpoint);
        WeightSource source = WeightSources.open(ReferenceData.checkpoint(checkpoint))) {
      TrainableParameters parameters = new TrainableParameters(source, backend, _ -> true);
      try (Network network = new Network(ConfigJson.read(ReferenceData.checkpoint(checkpoint)), parameters)) {
        Pass pass = new Pass(network, parameters, keeping, inputs, golden, lossKind);
        long elements = ScratchPlan.elements(backend, pass::run);
        try (Context context = backend.context(elements)) {
          parameters.pack(context);
          for (int i = 0; i < 2; i++) { // the second time on scratch that the first has used
            parameters.trainables().clearGradients(context);
            check(pass.run(context), context, parameters.trainables(), golden, checkpoint, lossKind);
          }
        }
      }
    }
  }

  private record Pass(Network network, TrainableParameters parameters, Tape.Keeping keeping, List<int[]> tokens,
      float[] pixels, float[] targets, int videos, String lossKind) {
    Pass(Network network, TrainableParameters parameters, Tape.Keeping keeping, StoredWeights inputs,
        StoredWeights golden, String lossKind) throws IOException {
      this(network, parameters, keeping, ReferenceData.tokens(inputs), inputs.floats("pixel_values"),
          lossKind.equals("soft") ? golden.floats("targets") : new float[0],
          Math.toIntExact(inputs.info("pixel_values").shape().getFirst()), lossKind);
    }

    Loss run(Context context) {
      try (Tape tape = new Tape(context, parameters.trainables(), keeping)) {
        Tensor logits = tape.tensor(videos, 1, tokens.size());
        Tensor pixelValues = network.pixels(tape, videos);
        tape.write(pixelValues, pixels);
        network.logits(tape, logits, pixelValues, network.labels(tape, Sequences.pieces(tokens, 4096)));
        float[] values = tape.read(logits);
        Loss loss = lossKind.equals("soft") ? Loss.softTargets(values, targets, tokens.size())
            : Loss.contrastive(values, tokens.size());
        tape.backward(logits, loss.gradient());
        return loss;
      }
    }
  }

  private void check(Loss loss, Context context, Trainables trainables, StoredWeights golden, String checkpoint,
      String lossKind) throws IOException {
    Map<String, Double> spread =
        ReferenceData.numbers(ReferenceData.json("float32_spread").get(checkpoint).get(lossKind));
    Set<String> zero =
        ReferenceData.numbers(ReferenceData.json("zero_gradients").get(checkpoint).get(lossKind)).keySet();
    assertThat(Math.abs(loss.value() / golden.floats("loss")[0] - 1)).isLessThan(FACTOR * spread.get("loss"));
    List<String> wrong = new ArrayList<>();
    int compared = 0;
    for (Trainable each : trainables.all()) {
      float[] gradient = context.read(each.gradient());
      String name = "grad." + each.name();
      if (zero.contains(each.name())) {
        if (!(ReferenceData.norm(gradient) <= ZERO)) {
          wrong.add(each.name() + ": " + ReferenceData.norm(gradient) + " is not zero");
        }
        compared++;
      } else if (golden.names().contains(name)) {
        double share =
            ReferenceData.relativeError(gradient, golden.floats(name)) / (FACTOR * spread.get(each.name()));
        if (!(share <= 1)) {
          wrong.add(each.name() + ": " + share + " of the tolerance");
        }
        compared++;
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(compared).isGreaterThan(60);
    long expected =
        golden.names().stream().filter(name -> name.startsWith("grad.") && !name.contains("logits")).count();
    assertThat(compared).isGreaterThanOrEqualTo((int) expected);
  }
}
