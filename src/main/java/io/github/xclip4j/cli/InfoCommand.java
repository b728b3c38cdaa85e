package io.github.xclip4j.cli;

import io.github.xclip4j.Checkpoint;
import io.github.xclip4j.cli.checkpoints.PublishedCheckpoint;
import io.github.xclip4j.cli.options.Count;
import io.github.xclip4j.cli.options.HeadsOption;
import io.github.xclip4j.cli.options.ModelFiles;
import io.github.xclip4j.cli.options.ModelOption;
import io.github.xclip4j.config.TextConfig;
import io.github.xclip4j.config.VisionConfig;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.internal.weights.Scales;
import io.github.xclip4j.weights.TensorInfo;
import io.github.xclip4j.weights.WeightSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "info",
    mixinStandardHelpOptions = true,
    header = "Describes a checkpoint.",
    description = "Says what a checkpoint takes in, how large its parts are and what its weights are stored as.")
final class InfoCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "MODEL", description = "As --model names it.")
  private @Nullable String named;

  @Mixin
  private ModelOption model;

  @Mixin
  private HeadsOption heads;

  @Override
  public Integer call() throws IOException {
    String positional = named;
    if (positional != null) {
      model.name(positional);
    }
    try (ModelFiles files = model.files()) {
      describe(files, heads.apply(files.checkpoint()));
    }
    return 0;
  }

  private void describe(ModelFiles files, Checkpoint checkpoint) throws IOException {
    try (WeightSource weights = checkpoint.openWeights()) {
      XClipConfig config = checkpoint.config();
      VisionConfig vision = config.vision();
      TextConfig text = config.text();
      line("model", files.name());
      line("like", Arrays.stream(PublishedCheckpoint.values())
          .filter(published -> published.config().equals(config))
          .map(published -> "microsoft/" + published.hubName())
          .limit(2)
          .collect(Collectors.joining(", ")));
      line("video in", "%s of %dx%d pixels, patches of %dx%d", Count.of(vision.numFrames(), "frame"),
          vision.imageSize(),
          vision.imageSize(), vision.patchSize(), vision.patchSize());
      line("text in", "at most %d tokens of %d", text.maxPositionEmbeddings(), text.vocabSize());
      line("frame tower", tower(vision.numHiddenLayers(), vision.hiddenSize(), vision.intermediateSize(),
          vision.numAttentionHeads()) + ", " + vision.hiddenAct().name().toLowerCase(Locale.ROOT));
      line("over frames", tower(vision.mitNumHiddenLayers(), vision.mitHiddenSize(), vision.mitIntermediateSize(),
          vision.mitNumAttentionHeads()));
      line("text tower", tower(text.numHiddenLayers(), text.hiddenSize(), text.intermediateSize(),
          text.numAttentionHeads()) + ", " + text.hiddenAct().name().toLowerCase(Locale.ROOT));
      line("prompts", Count.of(config.promptLayers(), "layer") + ", "
          + Count.of(config.promptNumAttentionHeads(), "head"));
      line("joint width", "%d", config.projectionDim());
      if (config.headsDifferFromOriginal()) {
        line("heads differ", "the authors trained %s over frames and in prompts; --heads original computes so",
            Count.of(config.originalHeads(), "head"));
      }
      describe(weights, files.demo().isPresent() ? "inside the command's jar" : weights.description());
    }
  }

  private void describe(WeightSource weights, String file) throws IOException {
    long parameters = 0;
    Map<String, Integer> types = new TreeMap<>();
    for (String name : weights.names()) {
      TensorInfo info = weights.info(name);
      if (!Scales.is(name, weights.names()) && !name.endsWith("position_ids")) {
        parameters += info.elements();
      }
      types.merge(info.dtypeName(), 1, Integer::sum);
    }
    line("weights", "%,d parameters in %s (%s)", parameters, Count.of(weights.names().size(), "tensor"),
        types.entrySet().stream().map(type -> type.getValue() + " " + type.getKey()).collect(Collectors.joining(", ")));
    line("file", file);
  }

  private static String tower(int layers, int width, int inner, int heads) {
    return Count.of(layers, "layer") + ", " + width + " wide (" + inner + " inside), " + Count.of(heads, "head");
  }

  /** Leaves lines without content out. */
  private void line(String name, String format, Object... values) {
    String content = values.length == 0 ? format : String.format(Locale.ROOT, format, values);
    PrintWriter out = spec.commandLine().getOut();
    if (!content.isEmpty()) {
      out.printf(Locale.ROOT, "%-12s %s%n", name, content);
    }
  }
}
