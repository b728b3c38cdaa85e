package io.github.xclip4j.text;

import java.io.IOException;

/** Tokenizer files that are missing, damaged or contradict one another; the message names file, values and remedy. */
public final class TokenizerException extends IOException {
  private static final long serialVersionUID = 1L;

  TokenizerException(String message) {
    super(message);
  }

  TokenizerException(String message, Throwable cause) {
    super(message, cause);
  }
}
