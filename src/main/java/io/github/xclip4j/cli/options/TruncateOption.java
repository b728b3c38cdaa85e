package io.github.xclip4j.cli.options;

import io.github.xclip4j.XClip;
import io.github.xclip4j.text.ClipTokenizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What becomes of texts that are longer than the model's context. */
public final class TruncateOption {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--truncate",
      description = "Cut texts that are longer than the model's context; without it they are refused.")
  private boolean truncate;

  /** @throws ParameterException if the option is given, as nothing would heed it */
  public void refuse(String reason) {
    if (truncate) {
      throw new ParameterException(spec.commandLine(), "--truncate does nothing here: " + reason);
    }
  }

  /**
   * The tokens of each text, with begin- and end-of-text; a note on standard error says how many texts were cut.
   *
   * @throws IOException if the checkpoint's tokenizer is missing or damaged
   * @throws IllegalArgumentException if a text is too long and must not be cut
   */
  public List<int[]> tokens(XClip model, List<String> texts) throws IOException {
    ClipTokenizer tokenizer = model.processor().tokenizer();
    int context = model.config().text().maxPositionEmbeddings();
    List<int[]> tokens = new ArrayList<>();
    List<String> cut = new ArrayList<>();
    for (String text : texts) {
      int[] whole = tokenizer.encode(text);
      if (whole.length <= context) {
        tokens.add(whole);
      } else if (truncate) {
        tokens.add(tokenizer.encode(text, context));
        cut.add(text);
      } else {
        throw new IllegalArgumentException("a text has " + whole.length + " tokens, the model reads at most " + context
            + ": shorten it, or add --truncate: " + text);
      }
    }
    if (!cut.isEmpty()) {
      spec.commandLine().getErr().println("note: " + cut.size() + (cut.size() == 1 ? " text was" : " texts were")
          + " cut to the model's " + context + " tokens, the first is: " + cut.getFirst());
    }
    return tokens;
  }
}
