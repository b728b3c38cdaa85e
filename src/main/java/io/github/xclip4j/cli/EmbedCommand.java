package io.github.xclip4j.cli;

import io.github.xclip4j.FloatArray;
import io.github.xclip4j.Session;
import io.github.xclip4j.VideoBatch;
import io.github.xclip4j.cli.options.BackendChoice;
import io.github.xclip4j.cli.options.LabelFile;
import io.github.xclip4j.cli.options.ModelOption;
import io.github.xclip4j.cli.options.OpenModel;
import io.github.xclip4j.cli.options.Outputs;
import io.github.xclip4j.cli.options.Progress;
import io.github.xclip4j.cli.options.SamplingOptions;
import io.github.xclip4j.cli.options.TextOptions;
import io.github.xclip4j.video.FrameSampler;
import io.github.xclip4j.video.PreparedVideo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "embed",
    mixinStandardHelpOptions = true,
    header = "Turns videos or texts into vectors.",
    description = "Writes get_video_features or get_text_features of the reference, one row each, not normalised "
        + "unless asked for.")
final class EmbedCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "VIDEO", arity = "0..*",
      description = "Video files, animated GIFs or folders of images.")
  private List<Path> videos = List.of();

  @Option(names = "--texts", paramLabel = "A,B,C", description = "Texts instead, separated by commas.")
  private @Nullable String texts;

  @Option(names = "--texts-file", paramLabel = "FILE",
      description = "Texts instead, one per line or a CSV with the columns id,name.")
  private @Nullable Path textsFile;

  @Mixin
  private ModelOption model;

  @Mixin
  private BackendChoice backends;

  @Mixin
  private SamplingOptions sampling;

  @Option(names = "--normalize", description = "Scale every vector to length 1.")
  private boolean normalize;

  @Option(names = "--output", paramLabel = "FILE", required = true,
      description = "What to write: FILE.safetensors, FILE.npy or FILE.jsonl.")
  private Path output;

  @Override
  public Integer call() throws IOException {
    int kinds = (videos.isEmpty() ? 0 : 1) + (texts == null ? 0 : 1) + (textsFile == null ? 0 : 1);
    if (kinds != 1) {
      throw usage("give videos, --texts or --texts-file: exactly one of them");
    }
    EmbeddingFile kind;
    try {
      kind = EmbeddingFile.of(output);
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage());
    }
    FrameSampler sampler = sampling.sampler();
    List<String> names = names();
    Outputs.check(output,
        Stream.of(videos, Stream.ofNullable(textsFile).toList(), model.inputs()).flatMap(List::stream).toList());
    try (OpenModel open = OpenModel.open(model, backends)) {
      FloatArray rows = videos.isEmpty() ? open.session().textFeatures(names) : videoFeatures(open, sampler);
      boolean ofTexts = videos.isEmpty();
      kind.write(output, ofTexts ? "text_features" : "video_features", ofTexts ? "text" : "video", names,
          normalize ? rows.normalized() : rows);
      spec.commandLine().getOut().println(
          output + ": " + rows.shape()[0] + (ofTexts ? " texts" : " videos") + " of " + rows.shape()[1] + " numbers");
    }
    return 0;
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private List<String> names() throws IOException {
    Path file = textsFile;
    String list = texts;
    if (file != null) {
      return LabelFile.read(file);
    }
    return list != null ? TextOptions.split("--texts", list, this::usage)
        : videos.stream().map(Path::toString).toList();
  }

  private FloatArray videoFeatures(OpenModel open, FrameSampler sampler) throws IOException {
    int width = open.model().config().projectionDim();
    float[] rows = new float[videos.size() * width];
    Session session = open.session();
    try (Progress progress = new Progress("videos", videos.size())) {
      for (int i = 0; i < videos.size(); i++) {
        PreparedVideo prepared = open.processor().prepare(sampling.open(videos.get(i)), sampler);
        OpenModel.show(prepared.sample().notes(), spec);
        float[] row = session.videoFeatures(VideoBatch.of(List.of(prepared.pixels()))).values();
        System.arraycopy(row, 0, rows, i * width, width);
        progress.step();
      }
    }
    return FloatArray.of(rows, videos.size(), width);
  }
}
