package io.github.xclip4j.otherjar;

import io.github.xclip4j.FloatArray;
import io.github.xclip4j.Session;
import io.github.xclip4j.VideoBatch;
import io.github.xclip4j.cli.options.BackendChoice;
import io.github.xclip4j.cli.options.Csv;
import io.github.xclip4j.cli.options.Failures;
import io.github.xclip4j.cli.options.HeadsOption;
import io.github.xclip4j.cli.options.Interruption;
import io.github.xclip4j.cli.options.ModelOption;
import io.github.xclip4j.cli.options.OpenModel;
import io.github.xclip4j.cli.options.Outputs;
import io.github.xclip4j.cli.options.Progress;
import io.github.xclip4j.cli.options.SamplingOptions;
import io.github.xclip4j.video.PreparedVideo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command as another jar would add it: what it shares with the others comes from {@code cli.options}. */
@Command(
    name = "similar",
    mixinStandardHelpOptions = true,
    header = "Says how alike videos are.",
    description = "Writes the cosine of each video's features and those of the first video.")
final class SimilarCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "VIDEO", arity = "2..*", description = "Video files, animated GIFs or folders of images.")
  private List<Path> videos;

  @Mixin
  private ModelOption model;

  @Mixin
  private HeadsOption heads;

  @Mixin
  private BackendChoice backends;

  @Mixin
  private SamplingOptions sampling;

  @Option(names = "--output", paramLabel = "FILE", required = true, description = "The CSV file to write.")
  private Path output;

  @Override
  public Integer call() throws IOException {
    // What is wrong with the command line is said before the work.
    sampling.check();
    Outputs.check(output, Stream.concat(videos.stream(), model.inputs().stream()).toList());
    Failures failures = new Failures(spec, videos.size());
    Map<Path, FloatArray> features = new LinkedHashMap<>();
    try (OpenModel open = OpenModel.open(model, heads, backends);
        Progress progress = new Progress("videos", videos.size())) {
      Session session = open.session();
      for (Path video : videos) {
        try {
          PreparedVideo prepared = sampling.prepare(video, open.model());
          OpenModel.show(prepared.sample().notes(), spec);
          features.put(video, session.videoFeatures(VideoBatch.of(List.of(prepared.pixels()))).normalized());
        } catch (IOException | IllegalArgumentException e) {
          failures.add(video, e);
        }
        Interruption.check();
        progress.step();
      }
    }
    Outputs.write(output, out -> out.write(table(features).getBytes(StandardCharsets.UTF_8)));
    return failures.status();
  }

  private static String table(Map<Path, FloatArray> features) {
    StringBuilder table = new StringBuilder("video,cosine\n");
    float[] first = features.isEmpty() ? new float[0] : features.values().iterator().next().values();
    features.forEach((video, other) -> {
      double cosine = 0;
      for (int i = 0; i < first.length; i++) {
        cosine += first[i] * other.values()[i];
      }
      table.append(Csv.quote(video.toString())).append(',').append(cosine).append('\n');
    });
    return table.toString();
  }
}
