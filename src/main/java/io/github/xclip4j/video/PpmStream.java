package io.github.xclip4j.video;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads pictures in PPM's binary form, one after the other. All pictures share one array. */
final class PpmStream {
  private static final int LONGEST_LINE = 40;

  private final DataInputStream stream;
  private final String description;
  private byte[] rgb = new byte[0];

  /** @param description of the source, for messages */
  PpmStream(InputStream stream, String description) {
    this.stream = new DataInputStream(new BufferedInputStream(stream, 1 << 16));
    this.description = description;
  }

  /** The next picture; empty if the stream ends before it or within it. */
  Optional<Frames> next() throws IOException {
    int width;
    int height;
    try {
      String magic = line();
      String[] size = line().split(" ");
      String maximum = line();
      if (!magic.equals("P6") || size.length != 2 || !maximum.equals("255")) {
        throw new VideoException(description + ": ffmpeg wrote something that is no PPM picture; install an unmodified "
            + "ffmpeg");
      }
      width = Integer.parseInt(size[0]);
      height = Integer.parseInt(size[1]);
    } catch (EOFException e) {
      return Optional.empty();
    }
    PixelLimit.check(description, width, height);
    int bytes = width * height * Frames.CHANNELS;
    if (rgb.length != bytes) {
      rgb = new byte[bytes];
    }
    int got = stream.readNBytes(rgb, 0, bytes);
    return got < bytes ? Optional.empty() : Optional.of(new Frames(1, height, width, rgb));
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = stream.readUnsignedByte(); c != '\n'; c = stream.readUnsignedByte()) {
      line.append((char) c);
      if (line.length() > LONGEST_LINE) {
        return "";
      }
    }
    return line.toString();
  }
}
