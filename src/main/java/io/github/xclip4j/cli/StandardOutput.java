package io.github.xclip4j.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Standard output, which remembers why it took no more; {@link System#out} would only say that it did not. */
final class StandardOutput extends OutputStream {
  private static final int FILE_TYPE = 0170000;
  private static final int PIPE = 0010000;
  private static final int SOCKET = 0140000;

  private final FileOutputStream stream = new FileOutputStream(FileDescriptor.out);
  private Optional<IOException> failure = Optional.empty();

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    try {
      stream.write(bytes, offset, count);
    } catch (IOException e) {
      failure = Optional.of(e);
      throw e;
    }
  }

  /** What it failed with, if it did. */
  Optional<IOException> failure() {
    return failure;
  }

  /** Whether it goes to another program: where that failed, the reader has closed it. */
  boolean isPipe() {
    try {
      int type = (int) Files.getAttribute(Path.of("/dev/stdout"), "unix:mode") & FILE_TYPE;
      return type == PIPE || type == SOCKET;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException _) {
      return false;
    }
  }
}
