package io.github.xclip4j.cli.options;

import java.io.InterruptedIOException;

/** For the loops of commands: an interrupted command ends between two steps, with status 130 and without a word. */
public final class Interruption {
  private Interruption() {}

  /** @throws InterruptedIOException if this thread is interrupted; it stays so */
  public static void check() throws InterruptedIOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("interrupted");
    }
  }
}
