package io.github.xclip4j.cli.hub;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/** How often, and after what time, something is tried again. */
final class Retries {
  private static final int MOST = 5;
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final Pause pause;
  private final DownloadListener listener;
  private int failures;

  Retries(Pause pause, DownloadListener listener) {
    this.pause = pause;
    this.listener = listener;
  }

  /** The last try got something done: failures are counted from anew. */
  void progressed() {
    failures = 0;
  }

  /**
   * Waits for 1, 2, 4, 8 and 16 seconds after the first five failures in a row, or longer where the server asks for it.
   *
   * @throws IOException the failure, if it is one too many or the wait asked for is too long
   */
  void after(HubException failure) throws IOException {
    Duration asked = failure instanceof PassingException passing ? passing.requestedWait() : Duration.ZERO;
    Duration own = Duration.ofSeconds(1L << failures);
    Duration wait = asked.compareTo(own) > 0 ? asked : own;
    if (failures == MOST || wait.compareTo(LONGEST) > 0) {
      throw failure;
    }
    failures++;
    listener.note(String.format(Locale.ROOT, "%s; trying again in %d s", failure.getMessage(), wait.toSeconds()));
    pause.of(wait);
  }
}
