package io.github.xclip4j.cli;

import io.github.xclip4j.Classification;
import io.github.xclip4j.Classification.Score;
import io.github.xclip4j.VideoClassifier;
import io.github.xclip4j.cli.options.BackendChoice;
import io.github.xclip4j.cli.options.DemoFiles;
import io.github.xclip4j.cli.options.HeadsOption;
import io.github.xclip4j.cli.options.ModelOption;
import io.github.xclip4j.cli.options.OpenModel;
import io.github.xclip4j.cli.options.TruncateOption;
import io.github.xclip4j.video.Video;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    header = "Shows X-CLIP at work, with nothing to download.",
    description = "A tiny model that this command carries looks at eight tiny clips and picks the captions that fit; "
        + "on the scalar backend, as that one starts fastest, unless another or an option of another is named.")
final class DemoCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Mixin
  private BackendChoice backends;

  @Override
  public Integer call() throws IOException {
    // A model this small is through before the JVM has compiled the vector kernels.
    backends.preferred("scalar");
    PrintWriter out = spec.commandLine().getOut();
    List<String> captions = DemoFiles.labels();
    Map<String, DemoFiles.Clip> clips = DemoFiles.clips();
    int right = 0;
    long nanos = 0;
    try (OpenModel open = OpenModel.open(new ModelOption(), new HeadsOption(), backends)) {
      DemoFiles files = open.files().demo().orElseThrow();
      VideoClassifier classifier = open.classifier(open.labels(captions, captions, new TruncateOption()));
      out.printf("A tiny X-CLIP watches %d clips and picks the caption that fits best out of %d.%n%n", clips.size(),
          captions.size());
      out.printf("%-32s %-30s %-10s %-5s  %s%n", "clip", "best caption", "sure to", "right", "seen in training");
      out.flush();
      for (Map.Entry<String, DemoFiles.Clip> clip : clips.entrySet()) {
        Video video = Video.open(files.clip(clip.getKey()));
        long begin = System.nanoTime();
        Classification classification = classifier.classify(video);
        nanos += System.nanoTime() - begin;
        OpenModel.show(classification.notes(), spec);
        Score best = classification.best();
        boolean correct = best.label().equals(clip.getValue().caption());
        right += correct ? 1 : 0;
        out.printf(Locale.ROOT, "%-32s %-30s %6.1f %%   %-5s  %s%n", clip.getKey(), best.label(),
            100 * best.probability(), correct ? "yes" : "no", clip.getValue().inTraining() ? "yes" : "no, never");
        out.flush();
      }
      out.printf(Locale.ROOT, "%n%d of %d right, %.0f ms a clip on %s.%n", right, clips.size(),
          nanos / 1e6 / clips.size(), open.model().backend().description());
    }
    explain(out);
    return 0;
  }

  private static void explain(PrintWriter out) {
    out.println("""
        Captions "never" seen are new combinations of colour, shape and motion, and no single frame shows a motion:
        the model reads texts, and it looks across frames.

        This model was trained on moving shapes and knows that toy world only: for other videos its answers mean
        nothing.
        For real videos download a model from the hub, for instance
          xclip4j download microsoft/xclip-base-patch32
          xclip4j classify clip.mp4 --model microsoft/xclip-base-patch32 --labels "playing sports,eating spaghetti"
        It then runs on the fastest backend there is (see xclip4j backends), not on the plain one that starts fastest.
        Other commands: xclip4j --help""");
  }
}
