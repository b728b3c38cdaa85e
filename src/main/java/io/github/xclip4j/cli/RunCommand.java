package io.github.xclip4j.cli;

import io.github.xclip4j.Detail;
import io.github.xclip4j.FloatArray;
import io.github.xclip4j.Session;
import io.github.xclip4j.cli.options.BackendChoice;
import io.github.xclip4j.cli.options.Count;
import io.github.xclip4j.cli.options.HeadsOption;
import io.github.xclip4j.cli.options.ModelOption;
import io.github.xclip4j.cli.options.OpenModel;
import io.github.xclip4j.cli.options.Outputs;
import io.github.xclip4j.cli.options.TensorInputs;
import io.github.xclip4j.cli.options.TensorOutputs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    header = "Runs a model on raw tensors.",
    description = {
        "Reads input_ids [K, L], optionally attention_mask [K, L], and pixel_values [B, T, 3, H, W] from a safetensors "
            + "file and writes everything the model returns, named as the reference's XCLIPOutput.",
        "With only input_ids or pixel_values it writes text_features [K, E] or video_features [B, E]."
    },
    footer = {
        "",
        "Example:",
        "  xclip4j preprocess --videos clip.gif --output pixels.safetensors",
        "  xclip4j tokenize \"red circle\" \"green square\" --output texts.safetensors",
        "  xclip4j run --input pixels.safetensors --input texts.safetensors \\",
        "    --output out.safetensors"
    })
final class RunCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Mixin
  private ModelOption model;

  @Mixin
  private HeadsOption heads;

  @Mixin
  private BackendChoice backends;

  @Option(names = "--input", paramLabel = "IN", required = true,
      description = "The safetensors file to read; given twice, texts are in the one and videos in the other.")
  private List<Path> input;

  @Option(names = "--output", paramLabel = "OUT", required = true, description = "The safetensors file to write.")
  private Path output;

  @Option(names = "--hidden-states", description = "Also write every layer's hidden states.")
  private boolean hiddenStates;

  @Option(names = "--attentions", description = "Also write every layer's attention weights.")
  private boolean attentions;

  @Override
  public Integer call() throws IOException {
    TensorOutputs.checkName(output, spec);
    Outputs.check(output, Stream.concat(input.stream(), model.inputs().stream()).toList());
    TensorInputs inputs = TensorInputs.read(input);
    boolean complete = inputs.tokens().isPresent() && inputs.videos().isPresent();
    if (!complete && (hiddenStates || attentions)) {
      throw new ParameterException(spec.commandLine(),
          "--hidden-states and --attentions need input_ids and pixel_values, " + names() + " has only one of them");
    }
    if (inputs.videos().isEmpty()) {
      heads.refuse("it is about frames and prompts, and " + names() + " has texts only");
    }
    Map<String, FloatArray> results;
    try (OpenModel open = OpenModel.open(model, heads, backends)) {
      inputs.check(open.model().config());
      Session session = open.session();
      results = complete
          ? session.forward(inputs.tokens().orElseThrow(), inputs.videos().orElseThrow(), details()).byName()
          : features(session, inputs);
    }
    TensorOutputs.write(output, results);
    spec.commandLine().getOut().println(output + ": " + Count.of(results.size(), "tensor"));
    return 0;
  }

  private String names() {
    return input.stream().map(Path::toString).collect(Collectors.joining(", "));
  }

  private Set<Detail> details() {
    Set<Detail> details = EnumSet.noneOf(Detail.class);
    if (hiddenStates) {
      details.add(Detail.HIDDEN_STATES);
    }
    if (attentions) {
      details.add(Detail.ATTENTIONS);
    }
    return details;
  }

  private static Map<String, FloatArray> features(Session session, TensorInputs inputs) {
    Map<String, FloatArray> results = new LinkedHashMap<>();
    inputs.tokens().ifPresent(batch -> results.put("text_features", session.textFeatures(batch)));
    inputs.videos().ifPresent(batch -> results.put("video_features", session.videoFeatures(batch)));
    return results;
  }
}
