package io.github.xclip4j.cli.hub;

import java.io.IOException;

/** The hub did not give what was asked for; the message is one sentence with the remedy. */
public class HubException extends IOException {
  private static final long serialVersionUID = 1L;

  HubException(String message) {
    super(message);
  }

  HubException(String message, Throwable cause) {
    super(message, cause);
  }
}
