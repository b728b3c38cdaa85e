package io.github.xclip4j.cli.hub;

import java.time.Duration;

/** What may be gone at the next try: a cut connection, a server that is busy. */
final class PassingException extends HubException {
  private static final long serialVersionUID = 1L;

  private final Duration requestedWait;

  PassingException(String message) {
    this(message, Duration.ZERO);
  }

  /** A failure after which the server asks to wait for so long at least. */
  PassingException(String message, Duration requestedWait) {
    super(message);
    this.requestedWait = requestedWait;
  }

  PassingException(String message, Throwable cause) {
    super(message, cause);
    this.requestedWait = Duration.ZERO;
  }

  Duration requestedWait() {
    return requestedWait;
  }
}
