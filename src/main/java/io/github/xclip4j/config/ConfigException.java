package io.github.xclip4j.config;

import java.io.IOException;

/** A {@code config.json} that cannot be used; the message names file, key, values and remedy in one line. */
public final class ConfigException extends IOException {
  private static final long serialVersionUID = 1L;

  /** A fault of a config file. */
  public ConfigException(String message) {
    super(message);
  }

  /** A fault of a config file, with the exception that reported it. */
  public ConfigException(String message, Throwable cause) {
    super(message, cause);
  }
}
