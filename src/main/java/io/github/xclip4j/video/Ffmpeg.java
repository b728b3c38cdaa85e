package io.github.xclip4j.video;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An ffmpeg executable. It runs in its own process, so that a crash of a decoder cannot end the JVM. */
public final class Ffmpeg {
  private static final Pattern VERSION = Pattern.compile("ffmpeg version n?(\\d+)\\.(\\d+)");

  /** Executables whose version is known, by command: each is asked only once. */
  private static final Map<String, Ffmpeg> KNOWN = new ConcurrentHashMap<>();

  private final String command;
  private final String version;

  private Ffmpeg(String command, String version) {
    this.command = command;
    this.version = version;
  }

  /** The ffmpeg on the search path, looked up once. */
  private static final class Installed {
    static final Attempt FOUND = attempt("ffmpeg");
  }

  /** The ffmpeg in a jar, unpacked once. */
  private static final class Bundled {
    static final Attempt FOUND = BundledFfmpeg.find();
  }

  /**
   * The outcome of looking for an executable.
   *
   * @param reason why there is none; empty if there is one
   */
  record Attempt(Optional<Ffmpeg> ffmpeg, String reason) {}

  /**
   * The ffmpeg on the search path, or else the one in {@code org.bytedeco:ffmpeg} if that jar is on the class path. It
   * is looked up once in the life of a program.
   *
   * @throws VideoException if there is none
   */
  public static Ffmpeg find() throws VideoException {
    Optional<Ffmpeg> found = Installed.FOUND.ffmpeg().or(() -> Bundled.FOUND.ffmpeg());
    if (found.isEmpty()) {
      throw new VideoException("ffmpeg, which decodes video files, is not on the search path, and "
          + Bundled.FOUND.reason() + "; GIFs and images need none");
    }
    return found.get();
  }

  /**
   * A given executable.
   *
   * @throws VideoException if it does not run
   */
  public static Ffmpeg at(Path executable) throws VideoException {
    Attempt attempt = attempt(executable.toAbsolutePath().toString());
    return attempt.ffmpeg().orElseThrow(() -> new VideoException(executable + ": does not run as ffmpeg ("
        + attempt.reason() + "); name an ffmpeg executable"));
  }

  /** Asks an executable for its version, unless that is known. */
  static Attempt attempt(String command) {
    Ffmpeg known = KNOWN.get(command);
    if (known != null) {
      return new Attempt(Optional.of(known), "");
    }
    StringBuilder said = new StringBuilder();
    try {
      new Ffmpeg(command, "").run(List.of("-version"),
          output -> said.append(new String(output.readAllBytes(), StandardCharsets.UTF_8)), line -> {});
    } catch (IOException e) {
      return new Attempt(Optional.empty(), String.valueOf(e.getMessage()).strip());
    }
    String firstLine = said.toString().lines().findFirst().orElse("");
    if (!firstLine.startsWith("ffmpeg version")) {
      return new Attempt(Optional.empty(), "\"" + command + " -version\" prints no version");
    }
    Ffmpeg ffmpeg = new Ffmpeg(command, firstLine);
    KNOWN.put(command, ffmpeg);
    return new Attempt(Optional.of(ffmpeg), "");
  }

  /** The bundled ffmpeg if this one was found on the search path, and if there is a bundled one that runs. */
  Optional<Ffmpeg> substitute() {
    boolean installed = Installed.FOUND.ffmpeg().filter(found -> found == this).isPresent();
    return installed ? Bundled.FOUND.ffmpeg() : Optional.empty();
  }

  /** The command that is run. */
  public String command() {
    return command;
  }

  /** The first line of its version: {@code "ffmpeg version 7.1 …"}. */
  public String version() {
    return version;
  }

  /** The option that keeps ffmpeg from repeating or dropping frames to even out their times; renamed in 5.1. */
  List<String> everyFrameOnce() {
    Matcher matcher = VERSION.matcher(version);
    boolean old = matcher.lookingAt()
        && Integer.parseInt(matcher.group(1)) * 100 + Integer.parseInt(matcher.group(2)) < 501;
    return List.of(old ? "-vsync" : "-fps_mode", "passthrough");
  }

  /** Reads the standard output of the process to its end. */
  interface Reading {
    void of(InputStream output) throws IOException;
  }

  /**
   * Runs ffmpeg and waits for its end. No process remains after this method, however it ends. Since reading from a
   * process cannot be interrupted, another thread reads, and an interrupt of this thread ends the process.
   *
   * @param messages receives each line of its standard error, in another thread, and all of them before this returns
   * @return the exit status
   */
  int run(List<String> arguments, Reading reading, Consumer<String> messages) throws IOException {
    return run(arguments, InputStream.nullInputStream(), reading, messages);
  }

  /** @param input goes to the process's standard input, in a thread of its own that ends with the process or the input */
  int run(List<String> arguments, InputStream input, Reading reading, Consumer<String> messages) throws IOException {
    List<String> words = new ArrayList<>(List.of(command));
    words.addAll(arguments);
    Process process = new ProcessBuilder(words).start();
    try {
      Thread.ofPlatform().daemon().name("ffmpeg-input").start(() -> feed(process, input));
      FutureTask<Void> listening = new FutureTask<>(() -> listen(process.getErrorStream(), messages), null);
      Thread.ofVirtual().start(listening);
      read(process, reading);
      int status = process.waitFor();
      listening.get();
      return status;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VideoException("waiting for " + command + " was interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException("reading the messages of " + command + " failed", e.getCause());
    } finally {
      process.destroyForcibly();
    }
  }

  /** Passes on what comes as soon as it comes: a live stream must not wait until a buffer is full. */
  private static void feed(Process process, InputStream input) {
    try (OutputStream target = process.getOutputStream()) {
      byte[] bytes = new byte[1 << 14];
      for (int count = input.read(bytes); count >= 0; count = input.read(bytes)) {
        target.write(bytes, 0, count);
        target.flush();
      }
    } catch (IOException _) {
      // the process has ended, or the input has: what came is decoded
    }
  }

  private static void read(Process process, Reading reading) throws IOException, InterruptedException {
    FutureTask<Void> task = new FutureTask<>(() -> {
      try (InputStream output = process.getInputStream()) {
        reading.of(output);
      }
      return null;
    });
    Thread reader = Thread.ofPlatform().daemon().name(Thread.currentThread().getName() + "-reader").start(task);
    try {
      task.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException cause -> throw cause;
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        default -> throw new IOException(e.getCause());
      }
    } catch (InterruptedException e) {
      process.descendants().forEach(ProcessHandle::destroyForcibly); // a script's children hold the output open, too
      process.destroyForcibly();
      joinUninterruptibly(reader);
      throw e;
    }
  }

  private static void joinUninterruptibly(Thread thread) {
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        // the first interrupt is reported to the caller
      }
    }
  }

  private static void listen(InputStream stream, Consumer<String> messages) {
    BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        messages.accept(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
