package io.github.xclip4j.moments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.xclip4j.cli.Main;
import io.github.xclip4j.video.Ffmpeg;
import io.github.xclip4j.video.VideoException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs the command in this JVM, and ffmpeg beside it. */
final class Cli {
  private static final String DEMO_MODEL = "note: no --model given";

  private Cli() {}

  record Result(int status, String out, String err) {
    /** What it says beyond the note that this is the demo model. */
    List<String> complaints() {
      return err.lines().filter(line -> !line.startsWith(DEMO_MODEL)).toList();
    }

    String succeeded() {
      assertThat(complaints()).isEmpty();
      assertThat(status).isZero();
      return out;
    }

    String misused() {
      assertThat(complaints()).hasSize(1);
      assertThat(status).isEqualTo(2);
      return complaints().getFirst();
    }

    String failed() {
      assertThat(complaints()).hasSize(1);
      assertThat(status).isEqualTo(1);
      return complaints().getFirst();
    }
  }

  static Result run(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] words = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
    int status = Main.run(new PrintWriter(out), new PrintWriter(err), words);
    return new Result(status, out.toString(), err.toString());
  }

  /** The ffmpeg there is; skips the test where there is none. */
  static Ffmpeg ffmpeg() {
    try {
      return Ffmpeg.find();
    } catch (VideoException e) {
      assumeThat(e.getMessage()).as("ffmpeg").isEmpty();
      throw new AssertionError(e);
    }
  }

  /** A video file of what is drawn, at a constant rate. */
  static Path encoded(Path file, MadeVideo video, int side, double seconds, double framesPerSecond) throws Exception {
    List<String> words = new ArrayList<>(List.of(ffmpeg().command(), "-v", "error", "-f", "rawvideo", "-pix_fmt",
        "rgb24", "-s", side + "x" + side, "-r", Double.toString(framesPerSecond), "-i", "pipe:0", "-c:v", "mpeg4",
        "-q:v",
        "2", "-y", file.toString()));
    Process process = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    write(process.getOutputStream(), video, side, seconds, framesPerSecond);
    assertThat(process.waitFor()).isZero();
    return file;
  }

  private static void write(OutputStream target, MadeVideo video, int side, double seconds, double framesPerSecond)
      throws IOException {
    try (target) {
      byte[] rgb = new byte[3 * side * side];
      for (int i = 0; i < Math.round(seconds * framesPerSecond); i++) {
        video.draw(rgb, i / framesPerSecond);
        target.write(rgb);
      }
    }
  }
}
