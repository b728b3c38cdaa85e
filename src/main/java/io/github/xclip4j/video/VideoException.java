package io.github.xclip4j.video;

import java.io.IOException;

/** A video cannot be decoded; the message is one line: which, why, and what to do about it. */
public final class VideoException extends IOException {
  private static final long serialVersionUID = 1L;

  /** A failure of this package's own finding. */
  public VideoException(String message) {
    super(message);
  }

  /** A failure that something underneath reported. */
  public VideoException(String message, Throwable cause) {
    super(message, cause);
  }
}
