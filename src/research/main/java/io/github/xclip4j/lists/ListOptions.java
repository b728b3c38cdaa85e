package io.github.xclip4j.lists;

import io.github.xclip4j.cli.options.Errors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How lists of videos are read, for all commands that take some. */
public final class ListOptions {
  private static final int SHOWN = 20;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--root", paramLabel = "DIR|TAR",
      description = "The folder or tar that the paths of lists are in (default: the folder of the list).")
  private @Nullable Path root;

  @Option(names = "--list-format", paramLabel = "FORMAT",
      description = "videox, mmaction2-videos, mmaction2-rawframes, ucf, hmdb, kinetics, folders, videofolder, shards or "
          + "er (default: what the list looks like).")
  private @Nullable String format;

  @Option(names = "--classes-from", paramLabel = "FILE",
      description = "What defines the classes where there is no label file: classInd.txt, train.csv or classes.json "
          + "(default: the one beside the list).")
  private @Nullable Path classesFrom;

  @Option(names = "--split", paramLabel = "NAME",
      description = "Only the videos of this split, where the list says it: train, val or test.")
  private @Nullable String split;

  @Option(names = "--split-number", paramLabel = "N", description = "Which of HMDB-51's splits, 1 to 3.")
  private @Nullable Integer splitNumber;

  @Option(names = "--delimiter", paramLabel = "C",
      description = "Between the fields of mmaction2's lists (default: blanks).")
  private @Nullable String delimiter;

  @Option(names = "--label-column", paramLabel = "NAME", defaultValue = "label",
      description = "The column of metadata, or the key of a shard's JSON, with the class (default: label).")
  private String labelColumn = "label";

  /**
   * Reads a list.
   *
   * @param labels the classes, if there is a label file
   * @throws IOException if it cannot be read
   */
  public VideoList read(Path list, Optional<ClassNames> labels) throws IOException {
    ListReader reader = reader(list, labels);
    return ofSplit(reader.read(), list);
  }

  /** A reader for a list, with what the options say. */
  public ListReader reader(Path list, Optional<ClassNames> labels) {
    ListReader reader = ListReader.of(list).labelColumn(labelColumn);
    if (format != null) {
      try {
        reader.format(ListFormat.of(format));
      } catch (IllegalArgumentException e) {
        throw new ParameterException(spec.commandLine(), "--list-format: " + e.getMessage(), e);
      }
    }
    Optional.ofNullable(root).ifPresent(reader::root);
    Optional.ofNullable(classesFrom).ifPresent(reader::classesFrom);
    Optional.ofNullable(splitNumber).ifPresent(reader::splitNumber);
    Optional.ofNullable(delimiter).ifPresent(reader::delimiter);
    labels.ifPresent(reader::labels);
    return reader;
  }

  /**
   * The videos of the split that is asked for.
   *
   * @throws IOException if the list does not say which split videos are of, or has none of it
   */
  public VideoList ofSplit(VideoList list, Path file) throws IOException {
    Optional<String> wanted = FolderLists.split(split == null ? "" : split);
    if (wanted.isEmpty()) {
      return list;
    }
    VideoList of = list.ofSplit(wanted.get());
    if (of.entries().isEmpty()) {
      List<String> splits =
          list.entries().stream().flatMap(entry -> entry.split().stream()).distinct().sorted().toList();
      throw new IOException(file + ": has no videos of split " + wanted.get() + (splits.isEmpty()
          ? ": it does not say which split its videos are of; leave --split out"
          : ", but of " + String.join(", ", splits)));
    }
    return of;
  }

  /** Prints what is wrong with lines of a list or label file; of very many the first ones. */
  public void show(Path file, List<ListProblem> problems) {
    problems.stream().limit(SHOWN).forEach(problem -> spec.commandLine().getErr().println(
        (problem.isSuspicion() ? "note: " : "warning: ") + Errors.oneLine(problem.describe(file))));
    long contradictions = problems.stream().filter(ListProblem::isSuspicion).count();
    if (contradictions > 0) {
      spec.commandLine().getErr().println("note: " + file + ": " + contradictions + " of its file names hold another "
          + "class than their number has in the label file: were the numbers made for the names in sorted order?");
    }
    if (problems.size() > SHOWN) {
      spec.commandLine().getErr().println("warning: " + file + ": and " + (problems.size() - SHOWN) + " more lines; "
          + "xclip4j check lists all of them");
    }
  }
}
