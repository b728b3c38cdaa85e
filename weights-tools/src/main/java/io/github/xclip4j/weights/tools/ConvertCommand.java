package io.github.xclip4j.weights.tools;

import io.github.xclip4j.cli.options.HeadsOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weights convert}. */
@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    description = "Converts a checkpoint to a hub directory of safetensors: the authors' .pth files, "
        + "pytorch_model.bin, or safetensors to another precision. Pickles are read without executing anything.")
final class ConvertCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "IN",
      description = "A weight file, a checkpoint directory, or the name of a model of the hub that was downloaded.")
  private String given;

  @Parameters(index = "1", paramLabel = "OUT", description = "The directory to write, new or empty.")
  private Path output;

  @Option(names = "--dtype", paramLabel = "TYPE",
      description = "Precision to write: f32, f16 or bf16. Default: each tensor keeps its own.")
  private @Nullable String dtype;

  @Option(names = "--shard-size", paramLabel = "BYTES", defaultValue = "5GB",
      description = "Write parts of at most this size, with an index (500MB, 2GB). Default: ${DEFAULT-VALUE}.")
  private String shardSize;

  @Option(names = "--frames", paramLabel = "T", description = "Frames per video of an authors' file, to be checked.")
  private @Nullable Integer frames;

  @Mixin
  private HeadsOption heads;

  @Option(names = "--image-size", paramLabel = "PIXELS",
      description = "Interpolate the position embeddings for another resolution. Costs accuracy.")
  private @Nullable Integer imageSize;

  @Option(names = "--tokenizer", paramLabel = "DIR", description = "Copy tokenizer files from this directory.")
  private @Nullable Path tokenizer;

  @Override
  public Integer call() throws Exception {
    Converter.Request request = new Converter.Request(
        Companions.named(given), output, dtype == null ? Optional.empty() : Optional.of(Converter.dtype(dtype)),
        Converter.bytes(shardSize), optional(frames),
        heads.heads(), optional(imageSize), Optional.ofNullable(tokenizer));
    new Converter(request, spec.commandLine().getOut()::println).convert();
    spec.commandLine().getOut().flush();
    return 0;
  }

  private static OptionalInt optional(@Nullable Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }
}
