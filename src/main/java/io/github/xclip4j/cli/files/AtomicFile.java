package io.github.xclip4j.cli.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A file that appears under its name complete or not at all. Whatever goes wrong, also the end of the JVM by a signal,
 * leaves neither half a file nor a temporary one. A failure names the file that could not be written.
 */
/*
 * The content is written beside the target, under a hidden name with a random number, so that two writers of one target
 * do not meet; it reaches the disk before the rename, so that a crash of the machine leaves the old content or the new.
 * FileChannel.open makes files with the permissions that the umask grants; Files.createTempFile would make them for
 * their owner only. Each file has a shutdown hook of its own while it is open, which needs no shared state.
 */
public final class AtomicFile implements AutoCloseable {
  private static final String SUFFIX = ".part";

  private final Path target;
  private final Path part;
  private final FileChannel channel;
  private final Hook hook;
  private final Completion completion;
  private long appended;
  private boolean open = true;

  private AtomicFile(Path target, Path part, FileChannel channel, Hook hook, Completion completion) {
    this.target = target;
    this.part = part;
    this.channel = channel;
    this.hook = hook;
    this.completion = completion;
  }

  /** Something that writes a whole file. */
  public interface Content {
    /** @param out buffered; need not be flushed or closed */
    void writeTo(OutputStream out) throws IOException;
  }

  /** What happens to a file whose content is complete. */
  interface Completion {
    void complete(AtomicFile file) throws IOException;
  }

  /**
   * Starts a file. A link is followed: what it leads to is replaced, the link stays.
   *
   * @throws IOException if the folder does not exist or takes no files
   */
  public static AtomicFile create(Path target) throws IOException {
    return create(target, AtomicFile::commitNow, new Hook());
  }

  /** Starts a file that is renamed later, and deleted if this process ends by whoever holds {@code hook}. */
  static AtomicFile create(Path target, Completion completion, Hook hook) throws IOException {
    Path place = Files.isSymbolicLink(target) && Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
    while (true) {
      String number = Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), Character.MAX_RADIX);
      Path part = place.resolveSibling("." + place.getFileName() + "." + number + SUFFIX);
      try {
        return new AtomicFile(target, part, hook.createFile(part), hook, completion);
      } catch (FileAlreadyExistsException _) {
        // another process's, by a rare chance: take another number
      } catch (IOException e) {
        throw failure(target, e);
      }
    }
  }

  /** Writes a whole file. */
  public static void write(Path target, Content content) throws IOException {
    try (AtomicFile file = create(target)) {
      file.write(content);
    }
  }

  /** Writes a whole file of UTF-8 text. */
  public static void write(Path target, String text) throws IOException {
    try (AtomicFile file = create(target)) {
      file.write(text);
    }
  }

  /** Whether a name is that of a file in the making, or of one that a killed process left. */
  static boolean isPart(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith(".") && name.endsWith(SUFFIX);
  }

  /** The name the file will appear under. */
  public Path target() {
    return target;
  }

  /** Writes the whole content and commits it. */
  public void write(Content content) throws IOException {
    OutputStream out = new BufferedOutputStream(new Appending(), 1 << 16);
    content.writeTo(out);
    out.flush();
    commit();
  }

  /** What appends to the content piece by piece; unbuffered. The file is committed or closed by its owner. */
  public OutputStream stream() {
    return new Appending();
  }

  /** Writes the whole content, UTF-8 text, and commits it. */
  public void write(String text) throws IOException {
    write(out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Writes all remaining bytes at a place of the file. */
  public void write(ByteBuffer bytes, long position) throws IOException {
    long at = position;
    try {
      while (bytes.hasRemaining()) {
        at += channel.write(bytes, at);
      }
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  /**
   * Makes the file appear under its name.
   *
   * @throws IOException if the content did not reach the disk, or this process is ending
   */
  public synchronized void commit() throws IOException {
    if (!open) {
      throw new IllegalStateException(target + " is committed or closed already");
    }
    try {
      channel.force(true);
      channel.close();
    } catch (IOException e) {
      throw failure(target, e);
    }
    completion.complete(this);
    open = false;
  }

  private void commitNow() throws IOException {
    hook.commit(this::rename);
  }

  /** Moves the content under its name. */
  void rename() throws IOException {
    try {
      Files.move(
          part, part.resolveSibling(name()), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  /** The name that {@link #create} hid: {@code .NAME.NUMBER.part}. */
  private String name() {
    String hidden = part.getFileName().toString();
    return hidden.substring(1, hidden.lastIndexOf('.', hidden.length() - SUFFIX.length() - 1));
  }

  /** Removes what was written unless it was committed. */
  @Override
  public synchronized void close() throws IOException {
    if (open) {
      open = false;
      channel.close();
      Files.deleteIfExists(part);
      hook.forget(part);
    }
  }

  /** A failure that names the target, not the temporary file; the system's messages often name neither. */
  private static IOException failure(Path target, IOException exception) {
    Path folder = target.toAbsolutePath().getParent();
    String reason = switch (exception) {
      case NoSuchFileException _ -> "there is no folder " + folder + "; make it first";
      case AccessDeniedException _ -> "the folder " + folder + " is not writable; check its permissions";
      case FileSystemException e when e.getReason() != null -> e.getReason();
      default -> String.valueOf(exception.getMessage());
    };
    FileSystemException named = new FileSystemException(target.toString(), null, "cannot be written: " + reason);
    named.initCause(exception);
    return named;
  }

  /** Appends to the file. */
  private final class Appending extends OutputStream {
    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      AtomicFile.this.write(ByteBuffer.wrap(bytes, offset, count), appended);
      appended += count;
    }
  }
}
