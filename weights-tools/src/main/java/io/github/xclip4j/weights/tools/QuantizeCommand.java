package io.github.xclip4j.weights.tools;

import io.github.xclip4j.cli.files.AtomicDirectory;
import io.github.xclip4j.cli.options.Count;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.internal.config.ConfigJson;
import io.github.xclip4j.internal.weights.CheckpointCheck;
import io.github.xclip4j.internal.weights.CheckpointNames;
import io.github.xclip4j.internal.weights.ExpectedTensor;
import io.github.xclip4j.internal.weights.StoredWeights;
import io.github.xclip4j.internal.weights.WeightSources;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weights quantize}. */
@Command(
    name = "quantize",
    aliases = "quantise",
    mixinStandardHelpOptions = true,
    description = "Rounds the linear layers to 8 bits with a scale per output channel: files of a third of the "
        + "size. Memory shrinks likewise with --backend simd --weights stored, otherwise it is that of floats. "
        + "`weights verify` says what it costs in accuracy. The layout is that of compressed-tensors "
        + "(int-quantized): transformers reads it where that package is installed.")
final class QuantizeCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "IN",
      description = "A checkpoint directory, or the name of a model of the hub that was downloaded.")
  private String given;

  @Parameters(index = "1", paramLabel = "OUT", description = "The directory to write, new or empty.")
  private Path output;

  QuantizeCommand() {}

  @Override
  public Integer call() throws Exception {
    Path input = Companions.directory(given, "IN");
    XClipConfig config = ConfigJson.read(input);
    Companions.checkTokenizer(input, config);
    PrintWriter out = spec.commandLine().getOut();
    try (StoredWeights weights = WeightSources.open(input)) {
      List<ExpectedTensor> expected = CheckpointNames.model(config);
      List<String> unused = CheckpointCheck.besides(weights, expected);
      if (!unused.isEmpty()) {
        out.println("left out, as the model has no use for them: " + String.join(", ", unused));
      }
      try (AtomicDirectory directory = AtomicDirectory.create(output)) {
        String file = "model.safetensors";
        int layers = Quantizer.write(new ModelWeights(weights, expected), directory.file(file));
        if (Companions.copyTokenizer(input, directory).isEmpty()) {
          out.println("no tokenizer files were found in " + input);
        }
        Preprocessing.carryOver(input, config, config, directory).forEach(out::println);
        ConfigFile.carryOverQuantized(config, input, directory).ifPresent(out::println);
        Companions.left(input).ifPresent(out::println);
        directory.commit();
        out.println("wrote " + directory.resolve(file) + ": " + Count.of(layers, "layer") + " of 8 bits, "
            + Files.size(directory.resolve(file)) + " bytes");
        out.flush();
      }
    }
    return 0;
  }
}
