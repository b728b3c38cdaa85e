package io.github.xclip4j.benchmarks;

import io.github.xclip4j.Checkpoint;
import io.github.xclip4j.Detail;
import io.github.xclip4j.FloatArray;
import io.github.xclip4j.Session;
import io.github.xclip4j.TokenBatch;
import io.github.xclip4j.VideoBatch;
import io.github.xclip4j.XClip;
import io.github.xclip4j.XClipOutput;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.cli.checkpoints.ProceduralWeights;
import io.github.xclip4j.config.VisionConfig;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.internal.config.ConfigJson;
import io.github.xclip4j.internal.weights.Safetensors;
import io.github.xclip4j.internal.weights.StoredWeights;
import io.github.xclip4j.internal.weights.WeightSources;
import io.github.xclip4j.weights.WeightSource;
import io.github.xclip4j.weights.WeightsException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How far results are from the reference computed in float64, as a table for the README. */
@Command(name = "exactness", mixinStandardHelpOptions = true,
    description = "Prints a Markdown table of relative L2 errors against the reference computed in float64, beside those "
        + "of PyTorch's own float32.")
final class ExactnessCommand implements Callable<Integer> {
  private static final List<String> OUTPUTS = List.of("text_embeds", "video_embeds", "logits_per_video");

  @Option(names = "--golden", paramLabel = "DIR", required = true,
      description = "The folder of reference outputs, with checkpoints/ and named/ in it.")
  private Path golden = Path.of(".");

  @Option(names = "--backend", paramLabel = "NAME", defaultValue = "simd",
      description = "What is measured: simd or scalar (default: ${DEFAULT-VALUE}).")
  private String backendName = "simd";

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    if (!Files.isDirectory(golden)) {
      throw new IOException(golden + ": no such directory; --golden names the folder of reference outputs");
    }
    PrintWriter out = spec.commandLine().getOut();
    try (Backend backend = Engines.open(backendName, Runtime.getRuntime().availableProcessors())) {
      out.println("Relative L2 error, " + backend.description() + " / PyTorch float32:");
      out.println();
      out.println("| checkpoint | " + String.join(" | ", OUTPUTS) + " |");
      out.println("|---|" + "---|".repeat(OUTPUTS.size()));
      for (String name : List.of("tiny-a", "tiny-b")) {
        Path directory = golden.resolve("checkpoints").resolve(name);
        try (WeightSource weights = WeightSources.open(directory)) {
          row(out, backend, name, ConfigJson.read(directory), weights, directory.resolve("golden.safetensors"),
              golden.resolve("hf_float32_error.json"));
        }
      }
      for (String name : List.of("base-patch32", "base-patch16")) {
        XClipConfig config = ConfigJson.read(golden.resolve("named/" + name + ".config.json"));
        try (WeightSource weights = new ProceduralWeights(config)) {
          row(out, backend, name, config, weights, golden.resolve("named/" + name + ".golden.safetensors"),
              golden.resolve("named/hf_float32_error.json"));
        }
      }
    }
    out.flush();
    return 0;
  }

  private static void row(PrintWriter out, Backend backend, String name, XClipConfig config, WeightSource weights,
      Path reference, Path errors) throws IOException {
    JsonNode published = JsonMapper.shared().readTree(Files.readString(errors)).get(name);
    try (StoredWeights expected = Safetensors.open(reference);
        XClip model = XClip.load(Checkpoint.of(config, weights), backend);
        Session session = model.session()) {
      XClipOutput output =
          session.forward(tokens(expected), videos(expected, config.vision()), EnumSet.noneOf(Detail.class));
      StringBuilder line = new StringBuilder("| `" + name + "` |");
      for (String each : OUTPUTS) {
        double ours = error(values(output, each), expected.floats(each));
        line.append(String.format(Locale.ROOT, " %.1e / %.1e |", ours, published.get(each).asDouble()));
      }
      out.println(line);
    }
  }

  private static float[] values(XClipOutput output, String name) {
    return switch (name) {
      case "text_embeds" -> output.textEmbeds().values();
      case "video_embeds" -> output.videoEmbeds().values();
      default -> output.logitsPerVideo().values();
    };
  }

  private static TokenBatch tokens(StoredWeights file) throws WeightsException {
    List<Long> shape = file.info("input_ids").shape();
    int length = Math.toIntExact(shape.get(1));
    int[][] ids = new int[Math.toIntExact(shape.get(0))][length];
    int[][] mask = new int[ids.length][length];
    long[] idValues = file.tensor("input_ids").longs();
    long[] maskValues = file.tensor("attention_mask").longs();
    for (int i = 0; i < idValues.length; i++) {
      ids[i / length][i % length] = Math.toIntExact(idValues[i]);
      mask[i / length][i % length] = Math.toIntExact(maskValues[i]);
    }
    return TokenBatch.of(ids, mask);
  }

  /** The pixels in the file, or, where it has none, those made from their name as the reference data says. */
  private static VideoBatch videos(StoredWeights file, VisionConfig vision) throws WeightsException {
    int side = vision.imageSize();
    int frame = vision.numChannels() * side * side;
    int videos = Math.toIntExact(file.info("video_embeds").shape().getFirst());
    float[] pixels = file.names().contains("pixel_values")
        ? file.floats("pixel_values")
        : ProceduralWeights.uniform("pixel_values", 2, videos * vision.numFrames() * frame);
    return VideoBatch.of(FloatArray.of(pixels, videos, vision.numFrames(), vision.numChannels(), side, side));
  }

  private static double error(float[] actual, float[] expected) {
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow(actual[i] - (double) expected[i], 2);
      norm += Math.pow(expected[i], 2);
    }
    return Math.sqrt(difference / norm);
  }
}
