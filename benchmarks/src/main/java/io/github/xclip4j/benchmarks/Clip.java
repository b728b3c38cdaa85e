package io.github.xclip4j.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A video file and the ffmpeg that decodes it.
 *
 * @param ffmpeg the command
 * @param frames how many it has at least
 */
record Clip(String ffmpeg, Path file, int frames) {
  /** Makes a clip of ffmpeg's test picture unless it is there: H.264 where this ffmpeg writes it, else MPEG-4. */
  static Clip prepare(String ffmpeg, Path work, int width, int height, int frames) throws IOException {
    Path file = Files.createDirectories(work).resolve("clip-" + width + "x" + height + "-" + frames + ".mp4");
    if (!Files.isRegularFile(file)) {
      Path part = work.resolve("clip-part.mp4");
      List<String> picture = List.of("-f", "lavfi", "-i", "testsrc2=size=" + width + "x" + height + ":rate=25",
          "-frames:v", Integer.toString(frames), "-pix_fmt", "yuv420p");
      try {
        run(ffmpeg, join(picture, "-c:v", "libx264", part.toString()));
      } catch (IOException e) {
        run(ffmpeg, join(picture, "-c:v", "mpeg4", "-q:v", "3", part.toString()));
      }
      Files.move(part, file);
    }
    return new Clip(ffmpeg, file, frames);
  }

  /** Decodes the first frames and drops them. */
  void decode(int count, int threads) throws IOException {
    run(ffmpeg, List.of("-threads", Integer.toString(threads), "-i", file.toString(), "-frames:v",
        Integer.toString(count), "-f", "null", "-"));
  }

  private static List<String> join(List<String> first, String... more) {
    List<String> all = new ArrayList<>(first);
    all.addAll(List.of(more));
    return all;
  }

  private static void run(String ffmpeg, List<String> arguments) throws IOException {
    List<String> words = new ArrayList<>(List.of(ffmpeg, "-nostdin", "-hide_banner", "-loglevel", "error", "-y"));
    words.addAll(arguments);
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    try (var said = process.getInputStream(); OutputStream _ = process.getOutputStream()) {
      String complaint = new String(said.readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      if (status != 0) {
        throw new IOException(String.join(" ", words) + " failed with status " + status + ": " + complaint.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + ffmpeg + " ran", e);
    }
  }
}
