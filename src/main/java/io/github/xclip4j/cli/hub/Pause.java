package io.github.xclip4j.cli.hub;

import java.io.InterruptedIOException;
import java.time.Duration;

/** Lets time pass. */
interface Pause {
  /** Waits on the clock. */
  Pause CLOCK = duration -> {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the hub");
    }
  };

  void of(Duration duration) throws InterruptedIOException;
}
