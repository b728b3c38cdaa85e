package io.github.xclip4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;

/** Runs the command in this JVM. */
final class Command {
  /** Said where a command takes the demo model unasked. */
  static final String DEMO_MODEL =
      "note: no --model given: this is the demo model, which knows moving shapes only";

  private Command() {}

  /** What came of it. */
  record Result(int status, String out, String err) {
    /** Its results; there must have been no complaint beyond the note that this is the demo model. */
    String succeeded() {
      assertThat(complaints()).isEmpty();
      assertThat(status).isZero();
      return out;
    }

    /** The one line it fails with. */
    String failed() {
      return oneLine(1);
    }

    /** The one line a wrong command line gets. */
    String misused() {
      return oneLine(2);
    }

    private List<String> complaints() {
      return err.lines().filter(line -> !line.equals(DEMO_MODEL)).toList();
    }

    private String oneLine(int expectedStatus) {
      List<String> lines = complaints();
      assertThat(lines).as("lines on standard error").hasSize(1);
      assertThat(status).as(err).isEqualTo(expectedStatus);
      assertThat(err).doesNotContain("unexpected ");
      return lines.getFirst();
    }
  }

  static Result run(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] words = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
    int status = Main.run(new PrintWriter(out), new PrintWriter(err), words);
    return new Result(status, out.toString(), err.toString());
  }
}
