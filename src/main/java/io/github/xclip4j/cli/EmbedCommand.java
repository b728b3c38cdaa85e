package io.github.xclip4j.cli;

import io.github.xclip4j.FloatArray;
import io.github.xclip4j.Session;
import io.github.xclip4j.TokenBatch;
import io.github.xclip4j.VideoBatch;
import io.github.xclip4j.cli.features.FeatureFile;
import io.github.xclip4j.cli.options.BackendChoice;
import io.github.xclip4j.cli.options.Count;
import io.github.xclip4j.cli.options.Failures;
import io.github.xclip4j.cli.options.HeadsOption;
import io.github.xclip4j.cli.options.Interruption;
import io.github.xclip4j.cli.options.LabelFile;
import io.github.xclip4j.cli.options.ModelOption;
import io.github.xclip4j.cli.options.OpenModel;
import io.github.xclip4j.cli.options.Outputs;
import io.github.xclip4j.cli.options.Progress;
import io.github.xclip4j.cli.options.SamplingOptions;
import io.github.xclip4j.cli.options.TextList;
import io.github.xclip4j.cli.options.TruncateOption;
import io.github.xclip4j.video.PreparedVideo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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
    description = {
        "Writes get_video_features or get_text_features of the reference, one row each, not normalised unless asked for.",
        "A video that cannot be read is reported and has no row; the exit status is then 1."
    })
final class EmbedCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "VIDEO", arity = "0..*",
      description = "Video files, animated GIFs or folders of images.")
  private List<Path> videos = List.of();

  @Option(names = "--texts", paramLabel = "A,B,C", description = "Texts instead, separated by commas.")
  private @Nullable String texts;

  @Option(names = "--texts-file", paramLabel = "FILE",
      description = "Texts instead, one per line, a table with a column name or label, or JSON.")
  private @Nullable Path textsFile;

  @Mixin
  private ModelOption model;

  @Mixin
  private TruncateOption truncate;

  @Mixin
  private HeadsOption heads;

  @Mixin
  private BackendChoice backends;

  @Mixin
  private SamplingOptions sampling;

  @Option(names = "--normalize", description = "Scale every vector to length 1.")
  private boolean normalize;

  @Option(names = "--features",
      description = "Of videos all that scoring needs of them, not only their vectors: classify --features then compares "
          + "them with any labels, as if it saw the videos. FILE.safetensors.")
  private boolean features;

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
    if (features && (videos.isEmpty() || normalize || kind != EmbeddingFile.SAFETENSORS)) {
      throw usage("--features is for videos, in a file FILE.safetensors, and without --normalize");
    }
    if (videos.isEmpty()) {
      sampling.refuse("texts have no frames");
      heads.refuse("it is about frames and prompts, and texts are embedded before them");
    } else {
      truncate.refuse("videos are no texts");
    }
    sampling.check();
    List<String> names = texts();
    Outputs.check(output,
        Stream.of(videos, Stream.ofNullable(textsFile).toList(), model.inputs()).flatMap(List::stream).toList());
    return videos.isEmpty() ? embedTexts(kind, names) : embedVideos(kind);
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private List<String> texts() throws IOException {
    Path file = textsFile;
    String list = texts;
    if (file != null) {
      return LabelFile.read(file);
    }
    return list == null ? List.of() : TextList.split("--texts", list, spec);
  }

  private int embedTexts(EmbeddingFile kind, List<String> names) throws IOException {
    try (OpenModel open = OpenModel.open(model, heads, backends)) {
      TokenBatch tokens =
          TokenBatch.padded(truncate.tokens(open.model(), names), open.processor().tokenizer().padId());
      write(kind, "text", names, open.session().textFeatures(tokens));
    }
    return 0;
  }

  private int embedVideos(EmbeddingFile kind) throws IOException {
    Failures failures = new Failures(spec, videos.size());
    List<String> names = new ArrayList<>();
    List<float[]> rows = new ArrayList<>();
    List<FeatureFile.Entry> entries = new ArrayList<>();
    try (OpenModel open = OpenModel.open(model, heads, backends);
        Progress progress = new Progress("videos", videos.size())) {
      Session session = open.session();
      for (Path video : videos) {
        try {
          PreparedVideo prepared = sampling.prepare(video, open.model());
          OpenModel.show(prepared.sample().notes(), spec);
          VideoBatch batch = VideoBatch.of(List.of(prepared.pixels()));
          if (features) {
            entries.add(new FeatureFile.Entry(video.toString(), session.features(batch).getFirst()));
          } else {
            rows.add(session.videoFeatures(batch).values());
          }
          names.add(video.toString());
        } catch (IOException | IllegalArgumentException | ArithmeticException e) {
          failures.add(video, e);
        }
        Interruption.check();
        progress.step();
      }
      if (!entries.isEmpty()) {
        FeatureFile.write(output, open.model(), entries);
      }
    }
    if (names.isEmpty()) {
      throw new IOException(output + ": not written, as none of the " + videos.size() + " videos could be read");
    }
    if (features) {
      int count = names.size();
      spec.commandLine().getOut().println(output + ": features of " + count + (count == 1 ? " video" : " videos"));
      return failures.status();
    }
    write(kind, "video", names, joined(rows));
    if (failures.status() != 0 && kind != EmbeddingFile.JSONL) {
      for (int row = 0; row < names.size(); row++) {
        spec.commandLine().getOut().println("row " + row + ": " + names.get(row));
      }
    }
    return failures.status();
  }

  private static FloatArray joined(List<float[]> rows) {
    int width = rows.getFirst().length;
    float[] values = new float[Math.multiplyExact(rows.size(), width)];
    for (int row = 0; row < rows.size(); row++) {
      System.arraycopy(rows.get(row), 0, values, row * width, width);
    }
    return FloatArray.of(values, rows.size(), width);
  }

  /** @param content video or text */
  private void write(EmbeddingFile kind, String content, List<String> names, FloatArray rows) throws IOException {
    kind.write(output, content + "_features", content, names, normalize ? rows.normalized() : rows);
    spec.commandLine().getOut()
        .println(output + ": " + Count.of(names.size(), content) + " of " + Count.of(rows.dimension(1), "number"));
  }
}
