package io.github.xclip4j.config;

import java.io.IOException;

/** A {@code config.json} that cannot be used; the message names file, key, values and remedy in one line. */
public final class ConfigException extends IOException {
  private static final long serialVersionUID = 1L;

  /** An error in a config file. */
  public ConfigException(String message) {
    super(message);
  }

  /** An error in a config file found by something else. */
  public ConfigException(String message, Throwable cause) {
    super(message, cause);
  }
}
