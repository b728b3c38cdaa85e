package io.github.xclip4j.cli.hub;

import io.github.xclip4j.cli.hub.HubClient.Answer;
import io.github.xclip4j.internal.hub.ModelName;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Brings the contents of files of one commit here, again from where a connection was cut. */
final class Transfer {
  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes ([0-9]{1,18})-[0-9]{1,18}/([0-9]{1,18}|\\*)");

  /** A try that brings less has not got anything done. */
  private static final long PROGRESS_BYTES = 1 << 16;

  private final HubClient client;
  private final ModelName model;
  private final String commit;
  private final Pause pause;
  private final DownloadListener listener;
  private long arrived;
  private long fetchedBytes;

  Transfer(HubClient client, ModelName model, String commit, Pause pause, DownloadListener listener) {
    this.client = client;
    this.model = model;
    this.commit = commit;
    this.pause = pause;
    this.listener = listener;
  }

  /** How much has come over the network. */
  long fetchedBytes() {
    return fetchedBytes;
  }

  /** A file is there, fetched or not. */
  void complete(HubFile file) {
    arrived += file.bytes();
    listener.arrived(arrived);
  }

  /**
   * Fetches what a part lacks.
   *
   * @throws HubException if too many tries in a row fail, or what comes is of another size than the hub names
   */
  void run(HubFile file, PartFile part) throws IOException {
    Retries retries = new Retries(pause, listener);
    while (part.bytes() < file.bytes()) {
      long before = part.bytes();
      try {
        attempt(file, part);
      } catch (PassingException | UnreachableException e) {
        if (part.bytes() - before >= PROGRESS_BYTES) {
          retries.progressed();
        }
        retries.after(e);
      }
    }
  }

  /** Fetches what is missing, as far as one answer brings it. */
  private void attempt(HubFile file, PartFile part) throws IOException {
    try (Answer answer = client.open(model, commit, file, part.bytes())) {
      if (answer.status() == 416) {
        part.restart();
        throw new PassingException(answer.address().getHost() + " has not that much of " + file.path()
            + ": beginning again");
      }
      if (answer.status() == 200 && part.bytes() > 0) {
        part.restart(); // the server knows no parts: this is the file from its beginning
      }
      checkSize(file, part, answer);
      while (part.bytes() < file.bytes()) {
        List<ByteBuffer> chunk = next(file, part, answer);
        append(file, part, chunk);
        listener.arrived(arrived + part.bytes());
      }
    }
  }

  private void checkSize(HubFile file, PartFile part, Answer answer) throws IOException {
    long size;
    if (answer.status() == 206) {
      Matcher range = CONTENT_RANGE.matcher(answer.header("Content-Range").orElse(""));
      if (!range.matches() || Long.parseLong(range.group(1)) != part.bytes()) {
        part.restart();
        throw new PassingException(answer.address().getHost() + " sends another part of " + file.path()
            + " than was asked for: beginning again");
      }
      size = range.group(2).equals("*") ? file.bytes() : Long.parseLong(range.group(2));
    } else {
      OptionalLong length = answer.bytes("Content-Length");
      size = length.orElse(file.bytes());
    }
    if (size != file.bytes()) {
      part.delete();
      throw new HubException(file.path() + " has " + file.bytes() + " bytes as the hub says, but "
          + answer.address().getHost() + " sends " + size
          + ": run the command again, and check the proxy if it stays so");
    }
  }

  private List<ByteBuffer> next(HubFile file, PartFile part, Answer answer) throws IOException {
    List<ByteBuffer> chunk;
    try {
      chunk = answer.body().next();
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      throw Refusals.cut(answer.address(), e);
    }
    if (chunk.isEmpty()) {
      throw new PassingException("the connection to " + answer.address().getHost() + " was cut after " + part.bytes()
          + " of the " + file.bytes() + " bytes of " + file.path());
    }
    return chunk;
  }

  private void append(HubFile file, PartFile part, List<ByteBuffer> chunk) throws IOException {
    long before = part.bytes();
    try {
      part.append(chunk);
      fetchedBytes += part.bytes() - before;
    } catch (HubException e) {
      part.delete();
      throw e;
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      throw new FileSystemException(part.path().toString(), null, "cannot be written (" + e.getMessage() + "): "
          + HubDownload.megabytes(file.bytes() - part.bytes())
          + " are missing; make room, then run the command again to go on");
    }
  }
}
