package io.github.xclip4j.video;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An ffmpeg executable. It runs as a process of its own, so that a crash of a decoder cannot take the JVM along. */
public final class Ffmpeg {
  private static final Pattern VERSION = Pattern.compile("ffmpeg version n?(\\d+)\\.(\\d+)");
  private static final int MOST_COMPLAINT_BYTES = 1 << 14;

  private final String command;
  private final String version;

  private Ffmpeg(String command, String version) {
    this.command = command;
    this.version = version;
  }

  /** Looked for once; does not change while a program runs. */
  private static final class Found {
    static final Optional<Ffmpeg> ANYWHERE =
        probe("ffmpeg").or(() -> BundledFfmpeg.extract().stream().flatMap(path -> probe(path).stream()).findFirst());
  }

  /**
   * The ffmpeg on the search path, else the one in {@code org.bytedeco:ffmpeg} where that jar is on the class path.
   *
   * @throws VideoException if there is none
   */
  public static Ffmpeg find() throws VideoException {
    return Found.ANYWHERE.orElseThrow(() -> new VideoException("ffmpeg, which decodes video files, is neither on the "
        + "search path nor in an org.bytedeco:ffmpeg jar on the class path: install ffmpeg; GIFs and folders of images "
        + "need none"));
  }

  /**
   * A given executable.
   *
   * @throws VideoException if it does not run
   */
  public static Ffmpeg at(Path executable) throws VideoException {
    return probe(executable.toString()).orElseThrow(() -> new VideoException(
        executable + ": does not run as ffmpeg (\"" + executable + " -version\" fails); name an ffmpeg executable"));
  }

  private static Optional<Ffmpeg> probe(String command) {
    try {
      Outcome<String> outcome = new Ffmpeg(command, "").run(List.of("-version"),
          output -> new String(output.readAllBytes(), StandardCharsets.UTF_8), VideoException::new);
      String firstLine = outcome.result().lines().findFirst().orElse("");
      return firstLine.startsWith("ffmpeg version") ? Optional.of(new Ffmpeg(command, firstLine)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** What is run. */
  public String command() {
    return command;
  }

  /** What it says about itself: {@code "ffmpeg version 7.1 …"}. */
  public String version() {
    return version;
  }

  /** The option that neither repeats nor drops frames to even out their times; named differently before 5.1. */
  List<String> everyFrameOnce() {
    Matcher matcher = VERSION.matcher(version);
    boolean old = matcher.lookingAt()
        && Integer.parseInt(matcher.group(1)) * 100 + Integer.parseInt(matcher.group(2)) < 501;
    return List.of(old ? "-vsync" : "-fps_mode", "passthrough");
  }

  /** Takes in what the process writes to its standard output. */
  interface Reading<T> {
    T of(InputStream output) throws IOException;
  }

  /** Makes an exception of what the process wrote to its standard error. */
  interface Failure {
    IOException of(String complaint) throws IOException;
  }

  /** @param complaint what a process that succeeded wrote to its standard error, empty as a rule */
  record Outcome<T>(T result, String complaint) {}

  /**
   * Runs it to its end; whatever happens, no process is left behind.
   *
   * @throws IOException what {@code failure} makes of an exit status other than 0, else what {@code reading} throws
   */
  <T> Outcome<T> run(List<String> arguments, Reading<T> reading, Failure failure) throws IOException {
    List<String> words = new ArrayList<>(List.of(command));
    words.addAll(arguments);
    Process process = new ProcessBuilder(words).start();
    try {
      process.getOutputStream().close();
      FutureTask<String> complaint = new FutureTask<>(() -> firstBytes(process.getErrorStream()));
      Thread.ofVirtual().start(complaint);
      Optional<IOException> unread = Optional.empty();
      Optional<T> result = Optional.empty();
      try {
        result = Optional.of(reading.of(process.getInputStream()));
      } catch (VideoException e) {
        unread = Optional.of(e);
      }
      process.getInputStream().close();
      int status = process.waitFor();
      if (status != 0) {
        throw failure.of(complaint.get());
      }
      if (unread.isPresent()) {
        throw unread.get();
      }
      return new Outcome<>(result.orElseThrow(), complaint.get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VideoException("waiting for " + command + " was interrupted", e);
    } catch (ExecutionException e) {
      throw new UncheckedIOException(new IOException("reading what " + command + " says failed", e.getCause()));
    } finally {
      process.destroyForcibly();
    }
  }

  /** Reads to the end, so that the process never waits for room to complain in, and keeps the beginning. */
  private static String firstBytes(InputStream stream) throws IOException {
    byte[] kept = stream.readNBytes(MOST_COMPLAINT_BYTES);
    stream.transferTo(OutputStream.nullOutputStream());
    return new String(kept, StandardCharsets.UTF_8);
  }
}
