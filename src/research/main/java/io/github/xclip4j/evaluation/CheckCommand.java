package io.github.xclip4j.evaluation;

import io.github.xclip4j.cli.options.Errors;
import io.github.xclip4j.cli.options.Interruption;
import io.github.xclip4j.cli.options.Progress;
import io.github.xclip4j.internal.queue.PreparationQueue;
import io.github.xclip4j.lists.ClassNames;
import io.github.xclip4j.lists.LabelCsv;
import io.github.xclip4j.lists.ListOptions;
import io.github.xclip4j.lists.ListProblem;
import io.github.xclip4j.lists.ListReader;
import io.github.xclip4j.lists.VideoEntry;
import io.github.xclip4j.lists.VideoList;
import io.github.xclip4j.lists.VideoRoot;
import io.github.xclip4j.video.Ffmpeg;
import io.github.xclip4j.video.FrameSample;
import io.github.xclip4j.video.FrameSampler;
import io.github.xclip4j.video.Video;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code xclip4j check}. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    header = "Finds videos of a list that are missing, broken or too short, and lines that are malformed.",
    description = "Decodes the frames that an evaluation would look at. A line for each video with a fault; exit status "
        + "1 if there is any.")
public final class CheckCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "LIST", description = "The list: a file, or a folder for formats that are one.")
  private Path list;

  @Mixin
  private ListOptions listOptions;

  @Option(names = "--labels", paramLabel = "FILE",
      description = "The classes: a CSV with the header id,name, whose rows are the classes.")
  private @Nullable Path labels;

  @Option(names = "--frames", paramLabel = "N", defaultValue = "8",
      description = "Frames that the model looks at: a video with fewer is too short (default: 8).")
  private int frames;

  @Option(names = "--decoders", paramLabel = "N", defaultValue = "2",
      description = "Videos that are decoded at the same time (default: 2).")
  private int decoders;

  @Option(names = "--no-decoding", description = "Look at the list and whether files are there only.")
  private boolean withoutDecoding;

  @Option(names = "--ffmpeg", paramLabel = "FILE",
      description = "The ffmpeg to decode with (default: the one on the search path, else the one that comes along).")
  private @Nullable Path ffmpeg;

  /** For picocli. */
  public CheckCommand() {}

  /** What was found out about a video. */
  private record Found(int frames, List<String> notes) {}

  @Override
  public Integer call() throws IOException {
    if (frames < 1 || decoders < 1) {
      throw new ParameterException(spec.commandLine(), "--frames " + frames + " --decoders " + decoders
          + ": both must be at least 1");
    }
    PrintWriter out = spec.commandLine().getOut();
    int faults = 0;
    Optional<ClassNames> classes = Optional.empty();
    if (labels != null) {
      LabelCsv read = LabelCsv.read(labels);
      faults += show(labels, read.problems());
      classes = Optional.of(read.classes());
    }
    ListReader reader = listOptions.reader(list, classes);
    VideoRoot root = reader.root();
    VideoList read = listOptions.ofSplit(reader.read(root), list);
    faults += show(list, read.problems());
    if (!withoutDecoding) {
      faults += decode(read.entries(), root);
    }
    out.println(list + ": " + read.format().option() + ", " + read.entries().size() + " videos, "
        + read.classes().count() + " classes, "
        + (faults == 0 ? "nothing wrong" : faults + (faults == 1 ? " fault" : " faults")));
    return faults == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private int show(Path file, List<ListProblem> problems) {
    problems.forEach(problem -> spec.commandLine().getOut().println(Errors.oneLine(problem.describe(file))));
    return problems.size();
  }

  private int decode(List<VideoEntry> entries, VideoRoot root) throws IOException {
    VideoRoot.Opener opener = Video::open;
    if (ffmpeg != null) {
      Ffmpeg named = Ffmpeg.at(ffmpeg);
      opener = file -> Video.open(file, named);
    }
    VideoRoot.Opener open = opener;
    Iterator<Callable<Found>> tasks =
        entries.stream().<Callable<Found>>map(entry -> () -> root.with(entry, open, this::look)).iterator();
    int faults = 0;
    try (PreparationQueue<Found> queue = new PreparationQueue<>(tasks, decoders, 2 * decoders);
        Progress progress = new Progress("videos", entries.size())) {
      queue.fill();
      for (int i = 0; !queue.isEmpty(); i++) {
        Optional<String> fault = fault(queue, entries.get(i));
        if (fault.isPresent()) {
          faults++;
          progress.makeRoom();
          spec.commandLine().getOut().println(Errors.oneLine(fault.get()));
          spec.commandLine().getOut().flush();
        }
        progress.step();
        Interruption.check();
        queue.fill();
      }
    }
    return faults;
  }

  private Found look(Video video) throws IOException {
    FrameSample sample = video.sample(FrameSampler.uniform(), frames).sample();
    return new Found(sample.available(), sample.notes());
  }

  private Optional<String> fault(PreparationQueue<Found> queue, VideoEntry entry) throws IOException {
    String place = entry.line() > 0 ? list + ", line " + entry.line() + ": " : list + ": ";
    try {
      Found found = queue.take();
      if (found.frames < frames) {
        return Optional.of(place + "too short: " + entry.path() + " has "
            + (found.frames == 1 ? "1 frame" : found.frames + " frames") + " of " + frames);
      }
      return found.notes.isEmpty() ? Optional.empty()
          : Optional.of(place + "damaged: " + entry.path() + ": " + String.join("; ", found.notes));
    } catch (ExecutionException e) {
      String why = e.getCause() instanceof Exception cause ? Errors.describe(cause) : String.valueOf(e.getCause());
      return Optional.of(place + "broken: " + why);
    }
  }
}
