package io.github.xclip4j.weights.tools;

import io.github.xclip4j.cli.checkpoints.ConfigWriter;
import io.github.xclip4j.cli.checkpoints.ProceduralWeights;
import io.github.xclip4j.cli.checkpoints.PublishedCheckpoint;
import io.github.xclip4j.cli.files.AtomicDirectory;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.internal.config.ConfigJson;
import io.github.xclip4j.weights.WeightsException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weights synth}. */
@Command(
    name = "synth",
    mixinStandardHelpOptions = true,
    description = "Makes a full-size checkpoint of procedural weights, for tests and benchmarks without a download. "
        + "It recognises nothing.")
final class SynthCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  private What what;

  @Parameters(index = "0", paramLabel = "OUT",
      description = "The directory to write, new or empty; with --external-data the directory for the data file.")
  private Path output;

  @Option(names = "--dtype", paramLabel = "TYPE", description = "Precision: f32 (default), f16 or bf16.",
      defaultValue = "f32")
  private String dtype;

  @Option(names = "--shard-size", paramLabel = "BYTES", defaultValue = "5GB",
      description = "Write parts of at most this size, with an index. Default: ${DEFAULT-VALUE}.")
  private String shardSize;

  @Option(names = "--tokenizer", paramLabel = "DIR", description = "Copy tokenizer files from this directory.")
  private @Nullable Path tokenizer;

  SynthCommand() {}

  /** What to make weights for. */
  static final class What {
    @Option(names = "--name", paramLabel = "NAME", required = true,
        description = "A published checkpoint: base-patch32, large-patch14-16-frames, …")
    private @Nullable String name;

    @Option(names = "--config", paramLabel = "FILE", required = true, description = "A config.json.")
    private @Nullable Path config;

    @Option(names = "--external-data", paramLabel = "MANIFEST", required = true,
        description = "Write the data file of an ONNX graph, laid out as this JSON manifest says.")
    private @Nullable Path manifest;
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    if (what.manifest != null) {
      for (String option : List.of("--dtype", "--shard-size", "--tokenizer")) {
        if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
          throw new ParameterException(spec.commandLine(),
              option + " does nothing with --external-data: the manifest says what is written");
        }
      }
      out.println("wrote " + ExternalData.write(what.manifest, output));
    } else {
      XClipConfig config = config();
      if (tokenizer != null) {
        Companions.checkTokenizer(tokenizer);
        Companions.checkTokenizer(tokenizer, config);
      }
      try (AtomicDirectory directory = AtomicDirectory.create(output);
          ProceduralWeights weights = new ProceduralWeights(config)) {
        List<Path> files = new CheckpointWriter(
            weights, Optional.of(Converter.dtype(dtype)), Converter.bytes(shardSize)).write(directory);
        Preprocessing.writePublished(config, directory);
        if (tokenizer != null) {
          Companions.copyTokenizer(tokenizer, directory);
        } else {
          out.println("without a tokenizer it takes videos and token ids, not texts: add vocab.json and merges.txt of "
              + "openai/clip-vit-base-patch32, or make it with --tokenizer DIR");
        }
        Companions.write(directory, ConfigFile.NAME, ConfigWriter.tree(config));
        directory.commit();
        files.forEach(file -> out.println("wrote " + file));
      }
    }
    out.flush();
    return 0;
  }

  private XClipConfig config() throws IOException {
    if (what.config != null) {
      return ConfigJson.read(what.config);
    }
    String name = what.name == null ? "" : what.name;
    return PublishedCheckpoint.named(name)
        .orElseThrow(() -> new WeightsException("no published checkpoint is called " + name + ", there are "
            + Arrays.stream(PublishedCheckpoint.values())
                .map(PublishedCheckpoint::hubName)
                .collect(Collectors.joining(", "))))
        .config();
  }
}
