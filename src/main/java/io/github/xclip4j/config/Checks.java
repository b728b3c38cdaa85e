package io.github.xclip4j.config;

/** Range checks shared by the config records; messages name keys as {@code config.json} does. */
final class Checks {
  /** Far above any real model, and low enough that the product of two sizes fits a long. */
  private static final int LARGEST = 1 << 24;

  private Checks() {}

  static void size(String key, int value) {
    if (value < 1 || value > LARGEST) {
      throw new IllegalArgumentException(
          key + " is " + value + ", it must be between 1 and " + LARGEST + ": correct the key");
    }
  }

  static void count(String key, int value) {
    if (value < 0 || value > 10_000) {
      throw new IllegalArgumentException(key + " is " + value + ", it must be between 0 and 10000: correct the key");
    }
  }

  static void heads(String widthKey, int width, String headsKey, int heads) {
    if (heads < 1 || width % heads != 0) {
      throw new IllegalArgumentException(headsKey + " is " + heads + ", which does not divide " + widthKey + " " + width
          + ": correct one of the two");
    }
  }

  static void epsilon(String key, double value) {
    if (!(value > 0 && value < 1)) {
      throw new IllegalArgumentException(
          key + " is " + value + ", it must be above 0 and below 1 (1e-5 is usual): correct the key");
    }
  }

  static void finite(String key, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(key + " is " + value + ", it must be finite: correct the key");
    }
  }
}
