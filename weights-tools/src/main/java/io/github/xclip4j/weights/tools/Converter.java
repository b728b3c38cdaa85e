package io.github.xclip4j.weights.tools;

import io.github.xclip4j.cli.checkpoints.InterpolatedPositions;
import io.github.xclip4j.cli.files.AtomicDirectory;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.internal.config.ConfigJson;
import io.github.xclip4j.internal.weights.CheckpointCheck;
import io.github.xclip4j.internal.weights.CheckpointNames;
import io.github.xclip4j.internal.weights.ExpectedTensor;
import io.github.xclip4j.internal.weights.StoredWeights;
import io.github.xclip4j.internal.weights.WeightSources;
import io.github.xclip4j.weights.DType;
import io.github.xclip4j.weights.WeightSource;
import io.github.xclip4j.weights.WeightsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Turns whatever was downloaded into a hub directory of safetensors. */
final class Converter {
  private final Request request;
  private final Consumer<String> notes;

  /**
   * What to convert and how.
   *
   * @param heads whose number of heads in MIT and prompt generator goes into the config
   * @param frames what the user knows of an authors' file
   * @param imageSize for which position embeddings are interpolated
   * @param tokenizer where tokenizer files are copied from
   */
  record Request(
      Path input,
      Path output,
      Optional<DType> dtype,
      long shardBytes,
      OptionalInt frames,
      XClipConfig.Heads heads,
      OptionalInt imageSize,
      Optional<Path> tokenizer) {}

  /** @param notes receives what was assumed and written, line by line */
  Converter(Request request, Consumer<String> notes) {
    this.request = request;
    this.notes = notes;
  }

  /** Converts; returns the config of what was written. */
  XClipConfig convert() throws IOException {
    if (request.tokenizer.isPresent()) {
      Companions.checkTokenizer(request.tokenizer.get());
    }
    try (StoredWeights file = WeightSources.open(request.input)) {
      notes.accept("read " + file.description());
      if (OriginalCheckpoint.is(file)) {
        OriginalCheckpoint original = new OriginalCheckpoint(file);
        XClipConfig config = original.config(request.frames);
        notes.accept(original.assumptions(config.withHeads(request.heads)));
        noteUnused(original.unused(config));
        WeightSource weights = original.weights(config);
        CheckpointCheck.exact(weights, CheckpointNames.model(config));
        return write(config, weights);
      }
      XClipConfig config = ConfigJson.read(companions().resolve(ConfigFile.NAME));
      if (request.frames.isPresent()) {
        throw new IllegalArgumentException("--frames is for the authors' files; this model's are in its config.json: "
            + config.vision().numFrames());
      }
      List<ExpectedTensor> expected = CheckpointNames.model(config);
      noteUnused(CheckpointCheck.besides(file, expected));
      return write(config, new ModelWeights(file, expected));
    }
  }

  /** @param stored the config of the weights as they were read */
  private XClipConfig write(XClipConfig stored, WeightSource file) throws IOException {
    XClipConfig config = stored.withHeads(request.heads);
    WeightSource weights = file;
    if (request.imageSize.isPresent() && request.imageSize.getAsInt() != stored.vision().imageSize()) {
      config = config.withVision(config.vision().withImageSize(request.imageSize.getAsInt()));
      weights = new InterpolatedPositions(
          file, stored.vision(), stored.vision().withImageSize(config.vision().imageSize()));
      notes.accept("interpolated the position embeddings from " + stored.vision().imageSize() + " to "
          + config.vision().imageSize() + " pixels");
    }
    Companions.checkTokenizer(request.tokenizer.orElse(companions()), config);
    try (AtomicDirectory output = AtomicDirectory.create(request.output)) {
      List<Path> files = new CheckpointWriter(weights, request.dtype, request.shardBytes).write(output);
      Preprocessing.carryOver(companions(), stored, config, output).forEach(notes);
      if (Companions.copyTokenizer(request.tokenizer.orElse(companions()), output).isEmpty()) {
        notes.accept("no tokenizer files were found: add vocab.json and merges.txt of openai/clip-vit-base-patch32, or"
            + " convert again with --tokenizer DIR");
      }
      ConfigFile.carryOver(config, companions(), request.dtype, output).ifPresent(notes);
      if (Files.isDirectory(request.input)) {
        Companions.left(request.input).ifPresent(notes);
      }
      output.commit();
      files.forEach(each -> notes.accept("wrote " + each));
      notes.accept("wrote " + output.resolve(ConfigFile.NAME));
    }
    return config;
  }

  private Path companions() {
    Path input = request.input.toAbsolutePath();
    return Files.isDirectory(input) ? input : input.getParent();
  }

  private void noteUnused(Collection<String> unused) {
    if (!unused.isEmpty()) {
      notes.accept("left out, as the model has no use for them: " + String.join(", ", new TreeSet<>(unused)));
    }
  }

  /** A type by its name on the command line. */
  static DType dtype(String name) throws WeightsException {
    return switch (name) {
      case "f32" -> DType.F32;
      case "f16" -> DType.F16;
      case "bf16" -> DType.BF16;
      default -> throw new WeightsException("--dtype is " + name + ", it must be f32, f16 or bf16");
    };
  }

  /** Bytes of {@code "500MB"}, {@code "2GB"} or a plain number. */
  static long bytes(String text) throws WeightsException {
    if (!text.matches("\\d{1,12}([kKMGT]?B?)")) {
      throw new WeightsException("--shard-size is " + text + ", it must be a number of bytes, 500MB or 2GB");
    }
    String digits = text.replaceAll("\\D", "");
    String unit = text.substring(digits.length()).replace("B", "");
    long factor = switch (unit) {
      case "k", "K" -> 1_000L;
      case "M" -> 1_000_000L;
      case "G" -> 1_000_000_000L;
      case "T" -> 1_000_000_000_000L;
      default -> 1;
    };
    return Math.max(1, Math.multiplyExact(Long.parseLong(digits), factor));
  }
}
