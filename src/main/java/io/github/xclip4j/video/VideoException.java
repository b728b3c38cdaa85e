package io.github.xclip4j.video;

import java.io.IOException;

/** A video cannot be decoded; the message is one line: which, why, and what to do about it. */
public final class VideoException extends IOException {
  private static final long serialVersionUID = 1L;

  /** A failure that this package found itself. */
  public VideoException(String message) {
    super(message);
  }

  /** A failure with the exception that reported it. */
  public VideoException(String message, Throwable cause) {
    super(message, cause);
  }
}
