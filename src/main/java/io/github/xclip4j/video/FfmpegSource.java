package io.github.xclip4j.video;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/*
 * Two passes. The first decodes and counts: containers say how many packets they hold, which is not how many frames
 * come out of them. The second lets only the chosen frames cross the pipe and stops behind the last. They come as PPM,
 * which carries the size that rotation metadata leads to. The scaler's flags are those that round exactly, so that
 * frames do not depend on the machine's vector instructions.
 */
/** A video file, decoded by ffmpeg in a process of its own. */
final class FfmpegSource implements FrameSource {
  private static final String EXACT_COLOURS = "bicubic+accurate_rnd+full_chroma_int";

  private final Path file;
  private final Ffmpeg ffmpeg;
  private final Set<String> notes = new LinkedHashSet<>();
  private int frameCount;

  FfmpegSource(Path file, Ffmpeg ffmpeg) {
    this.file = file;
    this.ffmpeg = ffmpeg;
  }

  @Override
  public String description() {
    return file.toString();
  }

  @Override
  public List<String> notes() {
    return List.copyOf(notes);
  }

  @Override
  public int frameCount() throws IOException {
    if (frameCount == 0) {
      List<String> output = List.of("-progress", "pipe:1", "-f", "null", "-");
      int counted = run(List.of(), output, FfmpegSource::lastFrameNumber);
      if (counted == 0) {
        throw new VideoException(file + ": its video stream holds no frame that can be decoded (" + Files.size(file)
            + " bytes); is the file complete?");
      }
      frameCount = counted;
    }
    return frameCount;
  }

  /** Of a progress report's lines {@code frame=N}, the last. */
  private static int lastFrameNumber(InputStream progress) throws IOException {
    int frames = 0;
    for (String line : new String(progress.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
      if (line.startsWith("frame=")) {
        frames = Integer.parseInt(line.substring("frame=".length()).strip());
      }
    }
    return frames;
  }

  @Override
  public Frames read(int[] indices) throws IOException {
    int[] distinct = Arrays.stream(indices).distinct().toArray();
    List<String> output = List.of("-frames:v", Integer.toString(distinct.length), "-sws_flags", EXACT_COLOURS,
        "-pix_fmt", "rgb24", "-c:v", "ppm", "-f", "image2pipe", "pipe:1");
    return run(List.of("-vf", "select=" + selection(distinct)), output, stream -> {
      DataInputStream pipe = new DataInputStream(new BufferedInputStream(stream, 1 << 16));
      FrameBuffer buffer = new FrameBuffer(indices.length, description());
      for (int i = 0; i < indices.length; i++) {
        if (i > 0 && indices[i] == indices[i - 1]) {
          buffer.repeat();
        } else {
          readPpm(pipe, buffer, indices[i]);
        }
      }
      return buffer.frames();
    });
  }

  private void readPpm(DataInputStream pipe, FrameBuffer buffer, int index) throws IOException {
    try {
      String magic = ppmLine(pipe);
      String[] size = ppmLine(pipe).split(" ");
      String maximum = ppmLine(pipe);
      if (!magic.equals("P6") || size.length != 2 || !maximum.equals("255")) {
        throw new VideoException(file + ": " + ffmpeg.command() + " wrote no PPM picture for frame " + index
            + "; install an unmodified ffmpeg");
      }
      int width = Integer.parseInt(size[0]);
      int height = Integer.parseInt(size[1]);
      byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(width, height), Frames.CHANNELS)];
      pipe.readFully(rgb);
      buffer.add(height, width, rgb, 0);
    } catch (EOFException e) {
      throw new VideoException(file + ": frame " + index + " of " + frameCount() + " could not be decoded", e);
    }
  }

  private static String ppmLine(DataInputStream pipe) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = pipe.readUnsignedByte(); c != '\n'; c = pipe.readUnsignedByte()) {
      line.append((char) c);
      if (line.length() > 40) {
        return "";
      }
    }
    return line.toString();
  }

  /** The filter's expression for frames by number, with runs of neighbours as one term. */
  static String selection(int[] ascending) {
    List<String> terms = new ArrayList<>();
    int first = 0;
    for (int i = 1; i <= ascending.length; i++) {
      if (i == ascending.length || ascending[i] != ascending[i - 1] + 1) {
        terms.add(i - first == 1
            ? "eq(n\\," + ascending[first] + ")"
            : "between(n\\," + ascending[first] + "\\," + ascending[i - 1] + ")");
        first = i;
      }
    }
    return String.join("+", terms);
  }

  /** Runs ffmpeg on this file's first video stream, cover pictures excepted. */
  private <T> T run(List<String> filter, List<String> output, Ffmpeg.Reading<T> reading) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(
        "-nostdin", "-hide_banner", "-nostats", "-v", "error", "-protocol_whitelist", "file",
        "-i", "file:" + file.toAbsolutePath(), "-map", "0:V:0"));
    arguments.addAll(filter);
    arguments.addAll(ffmpeg.everyFrameOnce());
    arguments.addAll(output);
    Ffmpeg.Outcome<T> outcome = ffmpeg.run(arguments, reading, this::failure);
    if (!outcome.complaint().isEmpty()) {
      notes.add(file + ": the decoder passed over damage: " + plain(outcome.complaint()));
    }
    return outcome.result();
  }

  private VideoException failure(String complaint) throws IOException {
    if (complaint.contains("matches no streams")) {
      return new VideoException(file + ": holds no video stream, only sound or data; give a file with pictures");
    }
    return new VideoException(file + ": " + Files.size(file) + " bytes that ffmpeg cannot decode ("
        + plain(complaint) + "); is it a video, and complete?");
  }

  /** What ffmpeg said, without addresses and repetitions, as one line. */
  private String plain(String complaint) {
    Set<String> said = new LinkedHashSet<>();
    complaint.lines()
        .map(line -> line.replaceAll("\\[[^\\]]* @ [^\\]]*\\] ?", "")
            .replace("file:" + file.toAbsolutePath() + ": ", "")
            .strip())
        .filter(line -> !line.isEmpty())
        .forEach(said::add);
    return said.isEmpty() ? "no reason given" : String.join("; ", said.stream().limit(3).toList());
  }
}
