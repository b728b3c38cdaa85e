package io.github.xclip4j.cli;

import java.io.IOException;
import java.io.PrintWriter;

/** Ends a command whose output nobody takes any more; who runs the command knows why. */
public final class OutputClosedException extends IOException {
  private static final long serialVersionUID = 1;

  private OutputClosedException() {
    super("the output is closed");
  }

  /** Throws it where a writer has failed; flushes the writer. */
  public static void check(PrintWriter out) throws OutputClosedException {
    if (out.checkError()) {
      throw new OutputClosedException();
    }
  }
}
