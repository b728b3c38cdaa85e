package io.github.xclip4j.evaluation;

import io.github.xclip4j.cli.options.DemoFiles;
import io.github.xclip4j.cli.options.Outputs;
import io.github.xclip4j.lists.ClassNames;
import io.github.xclip4j.lists.FewShot;
import io.github.xclip4j.lists.Halves;
import io.github.xclip4j.lists.LabelCsv;
import io.github.xclip4j.lists.ListOptions;
import io.github.xclip4j.lists.ListWriter;
import io.github.xclip4j.lists.VideoEntry;
import io.github.xclip4j.lists.VideoList;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code xclip4j lists}. */
@Command(
    name = "lists",
    mixinStandardHelpOptions = true,
    header = "Makes lists in the authors' format out of official splits, folders and other lists.",
    description = {
        "Writes \"path class\" lines, and with --labels-output the label file that goes with them. Draws few-shot lists: "
            + "the draw depends on the seed, the paths and the number of shots only.",
        "xclip4j lists --demo DIR writes the demo's clips with a list and labels, to try evaluate with."
    })
public final class ListsCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "SOURCE", arity = "0..1",
      description = "An official list, a folder of splits, a folder per class, metadata, or another list.")
  private @Nullable Path source;

  @Mixin
  private ListOptions listOptions;

  @Option(names = "--labels", paramLabel = "FILE",
      description = "The classes: a CSV with the header id,name, whose rows are the classes (default: as the source "
          + "defines them).")
  private @Nullable Path labels;

  @Option(names = "--output", paramLabel = "FILE",
      description = "The list to write, as lines or, if it ends in .json, as JSON, which takes paths with blanks (default: "
          + "lines on standard output).")
  private @Nullable Path output;

  @Option(names = "--labels-output", paramLabel = "FILE", description = "The label file to write.")
  private @Nullable Path labelsOutput;

  @Option(names = "--shots", paramLabel = "K", description = "Draw so many videos of each class.")
  private @Nullable Integer shots;

  @Option(names = "--seed", paramLabel = "N", description = "Of the draw (default: 0).")
  private @Nullable Long seed;

  @Option(names = "--nested",
      description = "Draws of fewer shots are parts of those of more; the published ones are not.")
  private boolean nested;

  @Option(names = "--base-to-novel", paramLabel = "DIR",
      description = "Halve the classes by how often they occur in SOURCE and write the lists and labels of that protocol: "
          + "train.txt, base.txt, base.csv, novel.txt, novel.csv. With --shots train.txt has so many videos a class.")
  private @Nullable Path baseToNovel;

  @Option(names = "--test", paramLabel = "LIST",
      description = "With --base-to-novel: the test videos (default: the split test of SOURCE, and its split train for "
          + "training).")
  private @Nullable Path test;

  @Option(names = "--demo", paramLabel = "DIR", description = "Write the demo's clips, list.txt and labels.csv there.")
  private @Nullable Path demo;

  /** For picocli. */
  public ListsCommand() {}

  @Override
  public Integer call() throws IOException {
    if (demo != null) {
      writeDemo(demo);
      return ExitCode.OK;
    }
    Path given = source;
    if (given == null) {
      throw new ParameterException(spec.commandLine(),
          "name the source of the list: an official split, a folder, a list");
    }
    if (shots == null && (nested || seed != null)) {
      throw new ParameterException(spec.commandLine(), "--seed and --nested go with --shots only");
    }
    if (baseToNovel != null) {
      writeHalves(given, baseToNovel);
      return ExitCode.OK;
    }
    if (test != null) {
      throw new ParameterException(spec.commandLine(), "--test goes with --base-to-novel only");
    }
    List<Path> inputs = labels == null ? List.of(given) : List.of(given, labels);
    if (output != null) {
      Outputs.check(output, inputs);
    }
    if (labelsOutput != null) {
      Outputs.check(labelsOutput, inputs);
    }
    return write(given);
  }

  private Optional<ClassNames> classes() throws IOException {
    if (labels == null) {
      return Optional.empty();
    }
    LabelCsv read = LabelCsv.read(labels);
    listOptions.show(labels, read.problems());
    return Optional.of(read.classes());
  }

  /** A draw, if one is asked for. */
  private List<VideoEntry> drawn(List<VideoEntry> entries, ClassNames classes) {
    return shots == null ? entries
        : FewShot.draw(entries, shots, seed == null ? 0 : seed,
            nested ? FewShot.Kind.NESTED : FewShot.Kind.INDEPENDENT, classes);
  }

  private void writeHalves(Path given, Path folder) throws IOException {
    VideoList training = listOptions.read(given, classes());
    listOptions.show(given, training.problems());
    VideoList testing;
    if (test == null) {
      testing = training.ofSplit("test");
      training = training.ofSplit("train");
      if (testing.entries().isEmpty() || training.entries().isEmpty()) {
        throw new IOException(given + ": has not both splits, train and test: name the test videos with --test");
      }
    } else {
      testing = listOptions.read(test, Optional.of(training.classes()));
      listOptions.show(test, testing.problems());
    }
    Halves halves = Halves.of(training.entries(), training.classes());
    Files.createDirectories(folder);
    ClassNames base = halves.names(halves.base());
    text(folder.resolve("train.txt"),
        ListWriter.videoX(drawn(halves.videos(training.entries(), halves.base()), base)));
    text(folder.resolve("base.csv"), ListWriter.labels(base));
    text(folder.resolve("base.txt"), ListWriter.videoX(halves.videos(testing.entries(), halves.base())));
    text(folder.resolve("novel.csv"), ListWriter.labels(halves.names(halves.novel())));
    text(folder.resolve("novel.txt"), ListWriter.videoX(halves.videos(testing.entries(), halves.novel())));
    spec.commandLine().getOut().println(folder + ": " + halves.base().size() + " base and " + halves.novel().size()
        + " novel classes");
  }

  private static void text(Path file, String text) throws IOException {
    Outputs.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  private int write(Path given) throws IOException {
    VideoList list = listOptions.read(given, classes());
    listOptions.show(given, list.problems());
    List<VideoEntry> entries = drawn(list.entries(), list.classes());
    boolean json = output != null && output.toString().endsWith(".json");
    String text = json ? ListWriter.videoXJson(entries) : ListWriter.videoX(entries);
    if (output == null) {
      spec.commandLine().getOut().print(text);
    } else {
      text(output, text);
      spec.commandLine().getOut()
          .println(output + ": " + entries.size() + " videos of " + list.classes().count() + " classes");
    }
    if (labelsOutput != null) {
      text(labelsOutput, ListWriter.labels(list.classes()));
    }
    return list.problems().stream().allMatch(problem -> problem.isSuspicion()) ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private void writeDemo(Path folder) throws IOException {
    List<String> captions = DemoFiles.labels();
    List<String> lines = new ArrayList<>();
    Files.createDirectories(folder);
    try (DemoFiles files = DemoFiles.unpack()) {
      for (Map.Entry<String, DemoFiles.Clip> clip : DemoFiles.clips().entrySet()) {
        byte[] content = Files.readAllBytes(files.clip(clip.getKey()));
        Outputs.write(folder.resolve(clip.getKey()), out -> out.write(content));
        lines.add(clip.getKey() + " " + captions.indexOf(clip.getValue().caption()) + "\n");
      }
    }
    Outputs.write(folder.resolve("list.txt"),
        out -> out.write(String.join("", lines).getBytes(StandardCharsets.UTF_8)));
    text(folder.resolve("labels.csv"), ListWriter.labels(ClassNames.of(captions)));
    spec.commandLine().getOut().println("xclip4j evaluate --list " + folder.resolve("list.txt") + " --labels "
        + folder.resolve("labels.csv") + " --output " + folder.resolve("results"));
  }
}
