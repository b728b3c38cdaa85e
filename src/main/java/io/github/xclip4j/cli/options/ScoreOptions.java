package io.github.xclip4j.cli.options;

import io.github.xclip4j.Labels;
import io.github.xclip4j.cli.features.LabelScores;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a label's score is. */
public final class ScoreOptions {
  /** Kinds of scores by their names on the command line. */
  public enum Kind {
    PROBABILITY,
    COSINE,
    LOGIT;

    /** Its name in results. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--scores", paramLabel = "KIND", defaultValue = "probability",
      description = "probability: how probable a label is if one of them fits (default); cosine: the similarity of video "
          + "and label, whatever the other labels; logit: the similarity times the model's scale.")
  private Kind kind = Kind.PROBABILITY;

  @Option(names = "--multi-label",
      description = "Probabilities of each label on its own, against texts of the background: several labels may fit, or "
          + "none of them.")
  private boolean multiLabel;

  @Option(names = "--background", paramLabel = "FILE",
      description = "With --multi-label: the texts to compare with, as --labels-file has them (default: a hundred "
          + "everyday scenes; of the demo model its other captions).")
  private @Nullable Path background;

  /** @throws ParameterException if the options contradict each other */
  public void check() {
    if (multiLabel && kind != Kind.PROBABILITY) {
      throw new ParameterException(spec.commandLine(), "--multi-label gives probabilities, --scores "
          + kind.word() + " does not: give one of them");
    }
    if (background != null && !multiLabel) {
      throw new ParameterException(spec.commandLine(), "--background goes with --multi-label only");
    }
  }

  public Kind kind() {
    return kind;
  }

  /** Whether each label is scored on its own. */
  public boolean isMultiLabel() {
    return multiLabel;
  }

  /**
   * Texts that are encoded after the labels, to compare with; none unless each label is scored on its own.
   *
   * @throws IOException if their file cannot be read, or only holds the labels
   */
  public List<String> background(OpenModel open, List<String> labels) throws IOException {
    if (!multiLabel) {
      return List.of();
    }
    Path file = background;
    List<String> texts = file != null ? LabelFile.read(file)
        : open.files().demo().isPresent() ? DemoFiles.labels() : everyday();
    Set<String> taken = labels.stream().map(ScoreOptions::plain).collect(Collectors.toSet());
    List<String> others = texts.stream().filter(text -> !taken.contains(plain(text))).distinct().toList();
    if (others.isEmpty()) {
      throw new IOException((file == null ? "the background" : file.toString())
          + ": holds no text that is not a label; name some with --background that the video may show instead");
    }
    return others;
  }

  private static String plain(String text) {
    return text.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
  }

  private static List<String> everyday() throws IOException {
    try (InputStream content = ScoreOptions.class.getResourceAsStream("background.txt")) {
      if (content == null) {
        throw new FileNotFoundException("the background's texts are not in the command's jar: build it again");
      }
      return new String(content.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  /**
   * What makes scores of logits.
   *
   * @param labels encoded, the background after them
   * @param shown how many of them are labels
   */
  public LabelScores scores(OpenModel open, Labels labels, int shown) {
    if (multiLabel) {
      return LabelScores.againstBackground(labels.embeddings(), shown);
    }
    return switch (kind) {
      case PROBABILITY -> LabelScores.probabilities();
      case COSINE -> LabelScores.cosines(open.model().logitScale());
      case LOGIT -> LabelScores.logits();
    };
  }

  /** A score as people read it. */
  public String text(double score) {
    return kind == Kind.PROBABILITY
        ? String.format(Locale.ROOT, "%5.1f %%", 100 * score)
        : String.format(Locale.ROOT, kind == Kind.COSINE ? "%7.4f" : "%7.2f", score);
  }
}
