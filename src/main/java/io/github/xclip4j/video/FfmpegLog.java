package io.github.xclip4j.video;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.DoubleConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The messages of ffmpeg while it decodes: frames, their times, and errors by kind. */
/*
 * With -v repeat+level+info, a line is "[h264 @ 0x55…] [error] Invalid NAL unit size": contexts, a level, a text. The
 * filter showinfo reports every decoded frame with its time stamp at level info, and the time base whenever the filters
 * are set up, which happens again when a stream changes its size. Not every error damages pictures: time stamps out of
 * order and broken sound do not.
 */
final class FfmpegLog {
  private static final Pattern LINE = Pattern.compile("((?:\\[[^\\]]* @ (?:0x)?[0-9a-fA-F]+\\] )*)\\[(\\w+)\\] ?(.*)");
  private static final Pattern FRAME = Pattern.compile("n: *\\d+ +pts: *(-?\\d+|NOPTS) .*");
  private static final Pattern CONFIGURATION =
      Pattern.compile("config in time_base: *(\\d+)/(\\d+), frame_rate: *(\\d+)/(\\d+).*");
  private static final Pattern TIMES =
      Pattern.compile(".*\\b(dts|pts|time ?stamps?|monoton\\w*|edit list)\\b.*", Pattern.CASE_INSENSITIVE);
  private static final Pattern SOUND =
      Pattern.compile("\\[(aac|mp[23]|ac3|eac3|dca|truehd|opus|vorbis|flac|alac|amr|wma|pcm|adpcm).*");
  private static final Pattern CUT_OFF =
      Pattern.compile(".*(partial file|ended prematurely|moov atom not found|truncated).*", Pattern.CASE_INSENSITIVE);
  private static final Set<String> ERRORS = Set.of("error", "fatal", "panic");
  private static final int MOST_KEPT = 3;

  private final String url;
  private final Optional<DoubleConsumer> listener;
  private final Set<String> damage = new LinkedHashSet<>();
  private final Set<String> cutOff = new LinkedHashSet<>();
  private final Set<String> unclassified = new LinkedHashSet<>();
  private int damaged;
  private boolean readsSequence;
  private boolean guessesFormat;
  private double[] seconds = new double[64];
  private int frames;
  private double timeBase;
  private double rate;
  private int changes;

  /** @param url the input as it was given to ffmpeg, which repeats it in messages */
  FfmpegLog(String url) {
    this.url = url;
    this.listener = Optional.empty();
  }

  /**
   * A log that passes the frames' times on and keeps none of them.
   *
   * @param listener takes the seconds of each frame, not a number where it has no time stamp
   */
  FfmpegLog(String url, DoubleConsumer listener) {
    this.url = url;
    this.listener = Optional.of(listener);
  }

  /** Adds a line; called by one thread. */
  void add(String line) {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      if (!line.isBlank()) {
        keep(unclassified, line.strip());
      }
      return;
    }
    String contexts = parts.group(1);
    String text = parts.group(3).strip();
    if (contexts.startsWith("[Parsed_showinfo_0")) {
      show(text);
    } else if (ERRORS.contains(parts.group(2))) {
      complain(contexts, text.replace(url + ": ", ""));
    }
    guessesFormat |= text.contains("misdetection possible");
    readsSequence |= contexts.startsWith("[image2 ") || contexts.isEmpty() && text.startsWith("Input #0, image2,");
  }

  private void show(String text) {
    Matcher configuration = CONFIGURATION.matcher(text);
    Matcher frame = FRAME.matcher(text);
    if (configuration.matches()) {
      timeBase = ratio(configuration.group(1), configuration.group(2));
      rate = ratio(configuration.group(3), configuration.group(4));
      changes += frames > 0 ? 1 : 0;
    } else if (frame.matches()) {
      String stamp = frame.group(1);
      time(stamp.equals("NOPTS") ? Double.NaN : Long.parseLong(stamp) * timeBase);
    }
  }

  private void time(double time) {
    if (listener.isPresent()) {
      listener.get().accept(time);
    } else {
      if (frames == seconds.length) {
        seconds = Arrays.copyOf(seconds, 2 * frames);
      }
      seconds[frames] = time;
    }
    frames++;
  }

  private static double ratio(String numerator, String denominator) {
    return Double.parseDouble(denominator) == 0 ? 0 : Double.parseDouble(numerator) / Double.parseDouble(denominator);
  }

  private void complain(String contexts, String text) {
    if (SOUND.matcher(contexts).matches() || TIMES.matcher(text).matches()) {
      keep(unclassified, text);
    } else if (CUT_OFF.matcher(text).matches()) {
      keep(cutOff, text.replaceFirst("^stream \\d+, offset 0x[0-9a-f]+: ", ""));
    } else {
      damaged++;
      keep(damage, text);
    }
  }

  private static void keep(Set<String> texts, String text) {
    if (texts.size() < MOST_KEPT && !text.isEmpty()) {
      texts.add(text.endsWith(".") ? text.substring(0, text.length() - 1) : text);
    }
  }

  /** How many frames were decoded. */
  int frames() {
    return frames;
  }

  /** Whether the stream changed its size or format, after which the filters count frames from 0 again. */
  boolean hasChanged() {
    return changes > 0;
  }

  /** Whether ffmpeg read the file's name as a pattern of file names. */
  boolean readsSequence() {
    return readsSequence;
  }

  /** Whether the file ends too early. A missing end means nothing if ffmpeg only guessed the format. */
  boolean isCutOff() {
    return !cutOff.isEmpty() && !guessesFormat;
  }

  /** How many errors concern pictures. */
  int damaged() {
    return damaged;
  }

  /** The first errors that concern pictures. */
  String damage() {
    return String.join("; ", damage);
  }

  /** The errors, for the message about a file that cannot be decoded at all. */
  String complaint() {
    Set<String> all = new LinkedHashSet<>(cutOff);
    all.addAll(damage);
    if (all.isEmpty()) {
      all.addAll(unclassified);
    }
    return all.isEmpty() ? "no reason given" : String.join("; ", all.stream().limit(MOST_KEPT).toList());
  }

  boolean complains(String... texts) {
    String all = String.join("\n", damage) + "\n" + String.join("\n", unclassified);
    return Arrays.stream(texts).anyMatch(all::contains);
  }

  /** The rate that the stream claims. */
  OptionalDouble nominalRate() {
    return rate > 0 ? OptionalDouble.of(rate) : OptionalDouble.empty();
  }

  OptionalDouble framesPerSecond() {
    if (rate > 0) {
      return OptionalDouble.of(rate);
    }
    double span = frames > 1 && listener.isEmpty() ? seconds[frames - 1] - seconds[0] : 0;
    return span > 0 ? OptionalDouble.of((frames - 1) / span) : OptionalDouble.empty();
  }

  /**
   * Seconds from the start to every decoded frame; a missing stamp is one frame's duration after the previous
   * one. None where the times were passed on.
   */
  double[] timestamps() {
    if (listener.isPresent()) {
      return new double[0];
    }
    double[] all = Arrays.copyOf(seconds, frames);
    for (int i = 0; i < frames; i++) {
      if (Double.isNaN(all[i])) {
        if (rate <= 0) {
          return new double[0];
        }
        all[i] = i == 0 ? 0 : all[i - 1] + 1 / rate;
      }
    }
    return all;
  }
}
