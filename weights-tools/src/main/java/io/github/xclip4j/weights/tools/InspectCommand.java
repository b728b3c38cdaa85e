package io.github.xclip4j.weights.tools;

import io.github.xclip4j.cli.checkpoints.PublishedCheckpoint;
import io.github.xclip4j.cli.options.Count;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.internal.config.ConfigJson;
import io.github.xclip4j.internal.weights.Scales;
import io.github.xclip4j.internal.weights.StoredWeights;
import io.github.xclip4j.internal.weights.WeightSources;
import io.github.xclip4j.weights.TensorInfo;
import io.github.xclip4j.weights.WeightsException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weights inspect}. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description = "Lists the tensors of a checkpoint, counts parameters, memory and operations, and says how the file "
        + "was read.")
final class InspectCommand implements Callable<Integer> {
  private static final int LABEL_TOKENS = 8;

  @Spec
  private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "FILE",
      description = "A weight file, a checkpoint directory, or the name of a model of the hub that was downloaded.")
  private String given;

  @Option(names = "--summary", description = "Leave the list of tensors out.")
  private boolean summary;

  InspectCommand() {}

  @Override
  public Integer call() throws Exception {
    Path input = Companions.named(given);
    PrintWriter out = spec.commandLine().getOut();
    try (StoredWeights weights = WeightSources.open(input)) {
      if (!summary) {
        tensors(out, weights);
      }
      totals(out, weights);
      model(out, input, weights);
    }
    out.flush();
    return 0;
  }

  private static void tensors(PrintWriter out, StoredWeights weights) throws WeightsException {
    int longest = weights.names().stream().mapToInt(String::length).max().orElse(0);
    for (String name : weights.names()) {
      TensorInfo info = weights.info(name);
      out.printf(Locale.ROOT, "%-" + Math.clamp(longest, 1, 100) + "s  %-4s  %s%n",
          name, info.dtypeName(), info.shapeText());
    }
    out.println();
  }

  private static void totals(PrintWriter out, StoredWeights weights) throws WeightsException {
    long parameters = 0;
    long bytes = 0;
    long quantized = 0;
    Map<String, Integer> types = new TreeMap<>();
    for (String name : weights.names()) {
      TensorInfo info = weights.info(name);
      bytes += weights.tensor(name).byteSize();
      types.merge(info.dtypeName(), 1, Integer::sum);
      if (!Scales.is(name, weights.names()) && !name.endsWith("position_ids")) {
        boolean linear = Quantizer.isLinear(name);
        parameters += info.elements();
        quantized += linear ? info.elements() + Float.BYTES * info.shape().getFirst() : Float.BYTES * info.elements();
      }
    }
    out.println("read as      " + weights.description());
    out.printf(Locale.ROOT, "tensors      %d (%s)%n", weights.names().size(), types);
    out.printf(Locale.ROOT, "parameters   %,d%n", parameters);
    out.printf(Locale.ROOT, "memory       %.1f MB as stored; %.1f MB in f32, %.1f in f16 or bf16, %.1f with int8%n",
        bytes / 1e6, parameters * 4 / 1e6, parameters * 2 / 1e6, quantized / 1e6);
  }

  private static void model(PrintWriter out, Path input, StoredWeights weights) throws IOException {
    Path config = (Files.isDirectory(input) ? input : input.toAbsolutePath().getParent()).resolve("config.json");
    if (OriginalCheckpoint.is(weights)) {
      out.println("kind         the authors' trainer: convert it with `xclip4j weights convert`");
      weights.metadata().forEach((key, value) -> out.println("setting      " + key + " = " + value));
      describe(out, new OriginalCheckpoint(weights).config(OptionalInt.empty()));
    } else if (Files.isRegularFile(config)) {
      describe(out, ConfigJson.read(config));
    } else {
      out.println("model        unknown, as no config.json is beside the weights");
    }
  }

  private static void describe(PrintWriter out, XClipConfig config) {
    out.printf(Locale.ROOT, "model        %s of %d pixels, patches of %d, width %d, %s; joint width %d%n",
        Count.of(config.vision().numFrames(), "frame"), config.vision().imageSize(), config.vision().patchSize(),
        config.vision().hiddenSize(), Count.of(config.vision().numHiddenLayers(), "layer"), config.projectionDim());
    out.printf(Locale.ROOT, "operations   %.3g GFLOP per video, %.3g per label of %d tokens (once), %.3g per pair%n",
        Cost.video(config) / 1e9, Cost.label(config, LABEL_TOKENS) / 1e9, LABEL_TOKENS, Cost.pair(config) / 1e9);
    Arrays.stream(PublishedCheckpoint.values())
        .filter(each -> each.config().equals(config))
        .forEach(each -> out.println("same as      microsoft/" + each.hubName() + " (" + each.accuracy() + ")"));
    if (config.headsDifferFromOriginal()) {
      out.println("heads        " + config.vision().mitNumAttentionHeads() + " in MIT and "
          + config.promptNumAttentionHeads() + " in the prompt generator, the authors trained "
          + config.originalHeads() + ": see --heads original");
    }
  }
}
