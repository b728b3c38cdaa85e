package io.github.xclip4j.video;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a camera, a network or a pipe sends: it comes once, at its own pace, and may never end. */
final class LiveSource implements FrameSource {
  private final String description;
  private final String url;
  private final List<String> options;
  private final Optional<InputStream> stream;
  private final Ffmpeg ffmpeg;
  private Optional<FfmpegLog> decoded = Optional.empty();

  /** @param options of ffmpeg for this input */
  private LiveSource(String description, String url, List<String> options, Optional<InputStream> stream,
      Ffmpeg ffmpeg) {
    this.description = description;
    this.url = url;
    this.options = options;
    this.stream = stream;
    this.ffmpeg = ffmpeg;
  }

  static LiveSource of(String source, Ffmpeg ffmpeg) {
    if (source.startsWith("/dev/video")) {
      return new LiveSource(source, source, List.of("-f", "v4l2"), Optional.empty(), ffmpeg);
    }
    if (source.startsWith("rtsp:") || source.startsWith("rtsps:")) {
      return new LiveSource(source, source, List.of("-rtsp_transport", "tcp"), Optional.empty(), ffmpeg);
    }
    if (source.matches("[A-Za-z][A-Za-z0-9+.-]+:.*")) {
      return new LiveSource(source, source, List.of(), Optional.empty(), ffmpeg);
    }
    boolean file = Files.isRegularFile(Path.of(source));
    return new LiveSource(source, "file:" + Path.of(source).toAbsolutePath(), file ? List.of("-re") : List.of(),
        Optional.empty(), ffmpeg);
  }

  static LiveSource of(InputStream stream, Ffmpeg ffmpeg) {
    return new LiveSource("standard input", "pipe:0", List.of(), Optional.of(stream), ffmpeg);
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public int frameCount() throws VideoException {
    throw new VideoException(
        description + ": frames are taken as they come, they cannot be counted or chosen; save the "
            + "video to a file and give that");
  }

  @Override
  public void read(int[] indices, Receiver frames) throws VideoException {
    frameCount();
  }

  @Override
  public void play(TimedReceiver frames) throws IOException {
    PlayedFrames played = new PlayedFrames(description, url, frames);
    List<String> arguments = new ArrayList<>(List.of("-hide_banner", "-nostats", "-v", "repeat+level+info"));
    if (stream.isEmpty()) {
      arguments.add("-nostdin");
    }
    arguments.addAll(options);
    arguments.addAll(List.of("-i", url, "-map", "0:V:0"));
    arguments.addAll(PlayedFrames.output(ffmpeg));
    played.run(ffmpeg, arguments, stream.orElseGet(InputStream::nullInputStream));
    decoded = Optional.of(played.log());
    if (played.log().frames() == 0) {
      throw new VideoException(description + ": no picture came that ffmpeg can decode (" + played.log().complaint()
          + "); does ffmpeg open it by itself?");
    }
    if (played.status() != 0) {
      throw new VideoException(description + ": it broke off after " + played.log().frames() + " frames ("
          + played.log().complaint() + "); start again when it is back");
    }
  }

  @Override
  public List<String> notes() {
    return decoded.filter(log -> log.damaged() > 0)
        .map(log -> description + ": damaged; the decoder went on after "
            + (log.damaged() == 1 ? "an error" : log.damaged() + " errors") + " (" + log.damage() + ")")
        .stream().toList();
  }
}
