package io.github.xclip4j.cli.options;

import io.github.xclip4j.Labels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which labels a video is compared with, and how they are encoded. */
public final class LabelOptions {
  private static final String PLACE = "{}";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--labels", paramLabel = "A,B,C",
      description = "The labels, separated by commas; in quotes where one holds a comma.")
  private @Nullable String list;

  @Option(names = "--labels-file", paramLabel = "FILE",
      description = "The labels, one per line, a table with a column name or label, or JSON.")
  private @Nullable Path file;

  @Option(names = "--template", paramLabel = "TEXT",
      description = "What the model reads in place of a label: a text in which {} stands for the label, as in "
          + "\"a video of {}\" (default: the label itself, as the published models were tested).")
  private String template = PLACE;

  @Option(names = "--label-bank", paramLabel = "FILE",
      description = "A file in which encoded labels are kept, so that many labels are encoded once: it is read if it is "
          + "there, and what it lacks is added. FILE.safetensors.")
  private @Nullable Path bank;

  /**
   * The labels.
   *
   * @param model whose labels are taken where none are given: the demo model has some
   * @throws IOException if their file cannot be read
   * @throws ParameterException if the options contradict each other, or give none
   */
  public List<String> names(ModelOption model) throws IOException {
    String given = list;
    Path labels = file;
    if (!template.contains(PLACE)) {
      throw new ParameterException(spec.commandLine(),
          "--template \"" + template + "\" has no {}, which stands for the label: write \"a video of {}\"");
    }
    Path kept = bank;
    if (kept != null) {
      Outputs.check(kept, Stream.concat(Stream.ofNullable(labels), model.inputs().stream()).toList());
    }
    if (given != null && labels != null) {
      throw new ParameterException(spec.commandLine(),
          "--labels and --labels-file contradict each other: give one of them");
    }
    if (labels != null) {
      return LabelFile.read(labels);
    }
    if (given != null) {
      return TextList.split("--labels", given, spec);
    }
    if (model.isGiven()) {
      throw new ParameterException(spec.commandLine(),
          "give --labels A,B,C or --labels-file FILE: what may the video show?");
    }
    return DemoFiles.labels();
  }

  /**
   * Encodes labels; they are closed with the model.
   *
   * @param background texts that come after the labels
   * @throws IOException if the tokenizer is missing, or the file of encoded labels is another model's
   * @throws IllegalArgumentException if a text is longer than the model's context
   */
  public Labels encode(OpenModel open, List<String> labels, List<String> background, TruncateOption truncate)
      throws IOException {
    List<String> names = new ArrayList<>(labels);
    names.addAll(background);
    List<String> texts = names.stream().map(name -> template.replace(PLACE, name)).toList();
    Path kept = bank;
    Labels encoded = kept == null
        ? open.labels(names, texts, truncate)
        : open.labels(names, texts, truncate, kept, spec);
    OpenModel.show(encoded.notes(), spec);
    return encoded;
  }
}
