package io.github.xclip4j.cli.hub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** What has arrived of a file, and the hash of it. What an earlier run left is gone on with. */
final class PartFile implements AutoCloseable {
  private static final int BLOCK_BYTES = 1 << 20;

  private final Path path;
  private final HubFile file;
  private final FileChannel channel;
  private Optional<MessageDigest> digest;
  private long bytes;
  private long kept;

  private PartFile(Path path, HubFile file, FileChannel channel) {
    this.path = path;
    this.file = file;
    this.channel = channel;
    digest = file.digest();
  }

  /** Opens or makes it; a part that is longer than the file is begun anew. */
  static PartFile open(Path path, HubFile file) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ,
        StandardOpenOption.WRITE);
    try {
      PartFile part = new PartFile(path, file, channel);
      if (channel.size() > file.bytes()) {
        part.restart();
      } else {
        part.takeUp();
      }
      return part;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** A file that is there, to be compared. */
  static PartFile reading(Path path, HubFile file) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      PartFile whole = new PartFile(path, file, channel);
      whole.takeUp();
      return whole;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private void takeUp() throws IOException {
    ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
    while (channel.read(block.clear()) > 0) {
      block.flip();
      bytes += block.remaining();
      digest.ifPresent(hash -> hash.update(block));
    }
    kept = bytes;
  }

  Path path() {
    return path;
  }

  /** How much has arrived. */
  long bytes() {
    return bytes;
  }

  /** Whether the beginning is what an earlier run left. */
  boolean isContinued() {
    return kept > 0;
  }

  /** @throws HubException if that is more than the file has */
  void append(List<ByteBuffer> chunk) throws IOException {
    for (ByteBuffer block : chunk) {
      if (bytes + block.remaining() > file.bytes()) {
        throw new HubException("more than the " + file.bytes() + " bytes come that the hub names for " + file.path());
      }
      ByteBuffer hashed = block.duplicate();
      digest.ifPresent(hash -> hash.update(hashed));
      while (block.hasRemaining()) {
        bytes += channel.write(block);
      }
    }
  }

  /** Throws away what has arrived. */
  void restart() throws IOException {
    channel.truncate(0);
    channel.position(0);
    digest = file.digest();
    bytes = 0;
    kept = 0;
  }

  /** The hash of what has arrived, to be asked once; as the hub calls the file where it has no hash. */
  String hash() {
    return digest.map(hash -> HexFormat.of().formatHex(hash.digest())).orElse(file.etag());
  }

  /** Makes sure that it survives a power failure before it is renamed. */
  void force() throws IOException {
    channel.force(true);
  }

  /** Removes it. */
  void delete() throws IOException {
    channel.close();
    Files.deleteIfExists(path);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
