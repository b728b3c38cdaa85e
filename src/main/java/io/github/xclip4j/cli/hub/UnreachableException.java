package io.github.xclip4j.cli.hub;

import java.io.IOException;

/** No connection could be made. */
final class UnreachableException extends HubException {
  private static final long serialVersionUID = 1L;

  UnreachableException(String message, IOException cause) {
    super(message, cause);
  }
}
