package io.github.xclip4j.moments;

import java.util.Locale;

/** Times of a video as texts. */
final class Clock {
  private Clock() {}

  /** {@code 0:01:02.500}. */
  static String text(double seconds) {
    long millis = Math.round(1000 * seconds);
    return String.format(Locale.ROOT, "%s%d:%02d:%02d.%03d", millis < 0 ? "-" : "", Math.abs(millis) / 3_600_000,
        Math.abs(millis) / 60_000 % 60, Math.abs(millis) / 1000 % 60, Math.abs(millis) % 1000);
  }

  /** As WebVTT has it, with two digits of hours at least. */
  static String webVtt(double seconds) {
    String text = text(Math.max(0, seconds));
    return text.charAt(1) == ':' ? "0" + text : text;
  }

  /** Seconds to the millisecond, {@code 62.5}. */
  static double rounded(double seconds) {
    return Math.round(1000 * seconds) / 1000.0;
  }
}
