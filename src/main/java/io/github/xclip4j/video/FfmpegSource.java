package io.github.xclip4j.video;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** A video file, decoded by ffmpeg in its own process. */
/*
 * Counting only reads the container: a packet is a frame, unless an edit list hides it. That is nearly always the true
 * number. When frames are decoded, every one passes the filter showinfo, which gives the true number and the time
 * stamps. Only the chosen frames are sent through the pipe, as PPM, which carries the size after rotation by metadata.
 * The scaler's flags select exact rounding, so that frames do not depend on the machine's vector instructions.
 *
 * When a stream changes its size, the filter that chooses frames counts from 0 again. Such a stream is decoded a second
 * time with all frames sent through the pipe; ffmpeg scales them to the size of the first.
 */
final class FfmpegSource implements FrameSource {
  static final String EXACT_COLOURS = "bicubic+accurate_rnd+full_chroma_int";
  static final String SHOW = "showinfo=checksum=0";
  private static final int HIDDEN = 4;
  private static final int MOST_TERMS = 1000;

  private final Path file;
  private final String url;
  private Ffmpeg ffmpeg;
  private boolean nameIsNoPattern;
  private boolean choosesHere;
  private int announced;
  private Optional<FfmpegLog> decoded = Optional.empty();

  FfmpegSource(Path file, Ffmpeg ffmpeg) throws IOException {
    this.file = file;
    this.ffmpeg = ffmpeg;
    Path absolute = file.toAbsolutePath();
    // Names such as /dev/fd/3 mean another file to another process.
    boolean ofThisProcess = absolute.startsWith("/dev") || absolute.startsWith("/proc");
    this.url = "file:" + (ofThisProcess ? absolute.toRealPath() : absolute);
  }

  @Override
  public String description() {
    return file.toString();
  }

  @Override
  public int frameCount() throws IOException {
    if (decoded.isPresent()) {
      return decoded.get().frames();
    }
    if (announced == 0) {
      int[] packets = new int[1];
      FfmpegLog log = run(List.of("-c", "copy", "-copyinkf", "-f", "framecrc", "pipe:1"),
          output -> packets[0] = shownPackets(output));
      if (packets[0] == 0) {
        throw undecodable(log);
      }
      announced = packets[0];
    }
    return announced;
  }

  /**
   * Counts the lines {@code stream, dts, pts, duration, bytes, checksum, F=flags} whose flags do not hide the packet.
   */
  private static int shownPackets(InputStream output) throws IOException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8));
    int shown = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      int flags = line.indexOf("F=0x");
      boolean hidden = flags >= 0 && (Integer.parseInt(line.substring(flags + 4).split("\\D")[0], 16) & HIDDEN) != 0;
      shown += line.startsWith("#") || hidden ? 0 : 1;
    }
    return shown;
  }

  @Override
  public void read(int[] indices, Receiver frames) throws IOException {
    Optional<String> choice = choosesHere ? Optional.empty() : selection(indices);
    FfmpegLog log = decode(choice, indices, frames);
    if (choice.isPresent() && log.hasChanged()) {
      choosesHere = true;
      log = decode(Optional.empty(), indices, frames);
    }
    if (log.frames() == 0) {
      throw undecodable(log);
    }
    decoded = Optional.of(log);
  }

  /** @param choice the filter's expression for the indices; empty to get all frames */
  private FfmpegLog decode(Optional<String> choice, int[] indices, Receiver frames) throws IOException {
    String filters = choice.map(expression -> SHOW + ",select=" + expression).orElse(SHOW);
    List<String> arguments = new ArrayList<>(List.of("-vf", filters));
    arguments.addAll(ffmpeg.everyFrameOnce());
    arguments.addAll(List.of("-sws_flags", EXACT_COLOURS, "-pix_fmt", "rgb24", "-c:v", "ppm", "-f", "image2pipe",
        "pipe:1"));
    return run(arguments, output -> {
      PpmStream pictures = new PpmStream(output, description());
      int chosen = 0;
      int number = 0;
      for (Optional<Frames> frame = pictures.next(); frame.isPresent(); frame = pictures.next()) {
        if (chosen < indices.length && (choice.isPresent() || indices[chosen] == number)) {
          frames.accept(indices[chosen], frame.get());
          chosen++;
        }
        number++;
      }
    });
  }

  @Override
  public void play(TimedReceiver frames) throws IOException {
    frameCount(); // by which the way to open the file is known
    PlayedFrames played = played(frames);
    Optional<Ffmpeg> substitute = lacksDecoder(played.log()) ? ffmpeg.substitute() : Optional.empty();
    if (played.log().frames() == 0 && substitute.isPresent()) {
      ffmpeg = substitute.get();
      played = played(frames);
    }
    if (played.status() != 0 || played.log().frames() == 0) {
      throw undecodable(played.log());
    }
    decoded = Optional.of(played.log());
  }

  private PlayedFrames played(TimedReceiver frames) throws IOException {
    PlayedFrames played = new PlayedFrames(description(), url, frames);
    played.run(ffmpeg, arguments(PlayedFrames.output(ffmpeg)), InputStream.nullInputStream());
    return played;
  }

  @Override
  public double[] timestamps() {
    return decoded.map(FfmpegLog::timestamps).orElse(new double[0]);
  }

  @Override
  public OptionalDouble framesPerSecond() {
    return decoded.map(FfmpegLog::framesPerSecond).orElse(OptionalDouble.empty());
  }

  @Override
  public List<String> notes() {
    return decoded.map(this::notes).orElse(List.of());
  }

  private List<String> notes(FfmpegLog log) {
    List<String> notes = new ArrayList<>();
    if (log.isCutOff()) {
      notes.add(file + ": the file is cut off; " + log.frames() + (log.frames() == 1 ? " frame" : " frames")
          + " of it could be decoded");
    } else if (log.damaged() > 0) {
      notes.add(file + ": damaged; the decoder went on after " + (log.damaged() == 1 ? "an error" : log.damaged()
          + " errors") + " (" + log.damage() + ")");
    }
    if (announced != 0 && announced != log.frames()) {
      notes.add(file + ": its container announces " + announced + " frames, " + log.frames()
          + " could be decoded, and the choice is made among these");
    }
    return notes;
  }

  /**
   * The filter's expression for frames by number, with runs of neighbours as one term.
   *
   * @return empty if there are too many terms for a command line
   */
  static Optional<String> selection(int[] ascending) {
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
    return terms.size() > MOST_TERMS ? Optional.empty() : Optional.of(String.join("+", terms));
  }

  /**
   * Runs ffmpeg on this file's first video stream that is no cover picture: again if ffmpeg took the name for a pattern,
   * and with another ffmpeg if this one lacks the decoder.
   */
  private FfmpegLog run(List<String> output, Ffmpeg.Reading reading) throws IOException {
    while (true) {
      FfmpegLog log = new FfmpegLog(url);
      int status = ffmpeg.run(arguments(output), reading, log::add);
      if (log.readsSequence() && url.contains("%") && !nameIsNoPattern) {
        nameIsNoPattern = true;
        continue;
      }
      if (status == 0) {
        return log;
      }
      Optional<Ffmpeg> substitute = lacksDecoder(log) ? ffmpeg.substitute() : Optional.empty();
      if (substitute.isEmpty()) {
        throw undecodable(log);
      }
      ffmpeg = substitute.get();
    }
  }

  private List<String> arguments(List<String> output) {
    List<String> arguments = new ArrayList<>(List.of("-nostdin", "-hide_banner", "-nostats", "-v", "repeat+level+info",
        "-protocol_whitelist", "file"));
    if (nameIsNoPattern) {
      arguments.addAll(List.of("-pattern_type", "none"));
    }
    arguments.addAll(List.of("-i", url, "-map", "0:V:0"));
    arguments.addAll(output);
    return arguments;
  }

  private static boolean lacksDecoder(FfmpegLog log) {
    return log.complains("no decoder found", "Unknown decoder")
        || log.complains("Decoder (") && log.complains("not found") || log.complains("Decoder not found");
  }

  private VideoException undecodable(FfmpegLog log) throws IOException {
    if (log.complains("matches no streams")) {
      return new VideoException(file + ": holds no video stream, only sound or data; give a file with pictures");
    }
    if (lacksDecoder(log)) {
      return new VideoException(file + ": " + ffmpeg.command() + " lacks the decoder for it (" + log.complaint()
          + "); install an ffmpeg with all decoders, or name one with --ffmpeg or Ffmpeg.at");
    }
    if (log.isCutOff()) {
      return new VideoException(file + ": cut off, so that none of its " + Files.size(file)
          + " bytes can be decoded (" + log.complaint() + "); was the download, copy or recording interrupted?");
    }
    return new VideoException(file + ": " + Files.size(file) + " bytes that ffmpeg cannot decode ("
        + log.complaint() + "); is it a video, and complete?");
  }
}
