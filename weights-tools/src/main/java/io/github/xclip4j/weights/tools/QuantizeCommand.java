package io.github.xclip4j.weights.tools;

import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.internal.config.ConfigJson;
import io.github.xclip4j.internal.files.AtomicDirectory;
import io.github.xclip4j.internal.weights.CheckpointCheck;
import io.github.xclip4j.internal.weights.CheckpointNames;
import io.github.xclip4j.internal.weights.StoredWeights;
import io.github.xclip4j.internal.weights.WeightSources;
import java.nio.file.Files;
import java.nio.file.Path;
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
        + "`weights verify` says what it costs in accuracy.")
final class QuantizeCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "IN", description = "A checkpoint directory.")
  private Path input;

  @Parameters(index = "1", paramLabel = "OUT", description = "The directory to write, new or empty.")
  private Path output;

  QuantizeCommand() {}

  @Override
  public Integer call() throws Exception {
    Companions.checkDirectory(input, "IN");
    XClipConfig config = ConfigJson.read(input);
    try (StoredWeights weights = WeightSources.open(input)) {
      CheckpointCheck.exact(weights, CheckpointNames.model(config));
      try (AtomicDirectory directory = AtomicDirectory.create(output)) {
        String file = "model.safetensors";
        int layers = Quantizer.write(weights, directory.file(file));
        Companions.copyTokenizer(input, directory);
        if (Companions.copyPreprocessor(input, directory).isEmpty()) {
          Companions.writePreprocessor(config, directory);
        }
        Companions.writeConfig(config, input, directory);
        directory.commit();
        spec.commandLine().getOut().println("wrote " + directory.resolve(file) + ": " + layers + " layers of 8 bits, "
            + Files.size(directory.resolve(file)) + " bytes");
        spec.commandLine().getOut().flush();
      }
    }
    return 0;
  }
}
