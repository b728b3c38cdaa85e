package io.github.xclip4j.cli.hub;

import io.github.xclip4j.cli.hub.HubClient.Answer;
import io.github.xclip4j.internal.hub.HubCache;
import io.github.xclip4j.internal.hub.ModelName;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fetches what a checkpoint consists of: configuration, tokenizer and weights, those in safetensors if there are such.
 * What an interrupted download left is gone on with, what is there is not fetched again, and a file appears under its name
 * only if size and hash are those that the hub names.
 *
 * <pre>{@code
 * HubSettings settings = HubSettings.of(System.getenv(), Path.of(System.getProperty("user.home")));
 * try (HubClient client = new HubClient(settings)) {
 *   Path checkpoint = new HubDownload(client, DownloadListener.NONE)
 *       .toCache(ModelName.of("microsoft/xclip-base-patch32"), HubCache.standard())
 *       .folder();
 * }
 * }</pre>
 */
public final class HubDownload {
  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes ([0-9]{1,18})-[0-9]{1,18}/([0-9]{1,18}|\\*)");

  /** A try that brings less has not got anything done. */
  private static final long PROGRESS_BYTES = 1 << 16;

  private final HubClient client;
  private final DownloadListener listener;
  private final Pause pause;
  private final Links links;

  /** Uses a client, which stays open. */
  public HubDownload(HubClient client, DownloadListener listener) {
    this(client, listener, Pause.CLOCK, Links.SYSTEM);
  }

  HubDownload(HubClient client, DownloadListener listener, Pause pause, Links links) {
    this.client = client;
    this.listener = listener;
    this.pause = pause;
    this.links = links;
  }

  /**
   * What is there now.
   *
   * @param folder the checkpoint
   * @param commit which one of the repository; empty if the network was not to be used
   * @param files how many it has
   * @param bytes their size
   * @param fetchedFiles how many of them were fetched now
   * @param fetchedBytes how much was fetched now
   */
  public record Result(Path folder, Optional<String> commit, int files, long bytes, int fetchedFiles,
      long fetchedBytes) {}

  /**
   * Fetches to the cache, where {@link HubCache#find} and the hub's other clients find it.
   *
   * @throws IOException if something cannot be fetched or written; a {@link HubException} if that is due to the hub
   */
  public Result toCache(ModelName model, HubCache cache) throws IOException {
    if (client.settings().isOffline()) {
      return cached(model, cache);
    }
    ModelInfo info = info(model);
    return new Run(model, info, new CacheDestination(cache, model, info.commit(), links)).fetch();
  }

  /**
   * Fetches to a folder, as plain files.
   *
   * @throws IOException if something cannot be fetched or written, or a file of the user's own is in the way; a
   *     {@link HubException} if that is due to the hub
   */
  public Result toFolder(ModelName model, Path folder) throws IOException {
    if (client.settings().isOffline()) {
      throw new HubException("HF_HUB_OFFLINE is set: nothing is fetched; unset it, or name a folder that is there");
    }
    ModelInfo info = info(model);
    return new Run(model, info, new FolderDestination(folder, info.commit())).fetch();
  }

  private static Result cached(ModelName model, HubCache cache) throws IOException {
    try {
      return new Result(cache.find(model), Optional.empty(), 0, 0, 0, 0);
    } catch (FileNotFoundException e) {
      throw new HubException("HF_HUB_OFFLINE is set, so nothing is fetched, but the cache " + cache.folder()
          + " does not have all of " + model + ": unset it, then run the command again", e);
    }
  }

  private ModelInfo info(ModelName model) throws IOException {
    Retries retries = new Retries(pause, listener);
    while (true) {
      try {
        return client.model(model);
      } catch (PassingException e) {
        retries.after(e);
      }
    }
  }

  /** One download. */
  private final class Run {
    private final ModelName model;
    private final ModelInfo info;
    private final Destination destination;
    private long arrived;
    private long total;
    private int files;
    private int fetchedFiles;
    private long fetchedBytes;

    Run(ModelName model, ModelInfo info, Destination destination) {
      this.model = model;
      this.info = info;
      this.destination = destination;
    }

    Result fetch() throws IOException {
      Set<String> paths = info.files().keySet();
      String weights = CheckpointFiles.weights(model, paths);
      fetch(CheckpointFiles.companions(model, paths));
      CheckpointFiles.checkKind(model, destination.folder());
      fetch(List.of(weights));
      if (CheckpointFiles.isIndex(weights)) {
        fetch(CheckpointFiles.shards(destination.folder().resolve(weights), paths));
      }
      destination.complete();
      return new Result(destination.folder(), Optional.of(info.commit()), files, total, fetchedFiles, fetchedBytes);
    }

    private void fetch(List<String> paths) throws IOException {
      List<HubFile> wanted = new ArrayList<>();
      for (String path : paths) {
        wanted.add(file(path));
      }
      total += wanted.stream().mapToLong(HubFile::bytes).sum();
      files += wanted.size();
      listener.total(total);
      for (HubFile file : wanted) {
        fetch(file);
        arrived += file.bytes();
        listener.arrived(arrived);
      }
    }

    private HubFile file(String path) throws IOException {
      Optional<HubFile> known = info.files().getOrDefault(path, Optional.empty());
      Retries retries = new Retries(pause, listener);
      while (known.isEmpty()) {
        try {
          known = Optional.of(client.file(model, info.commit(), path));
        } catch (PassingException | UnreachableException e) {
          retries.after(e);
        }
      }
      return known.get();
    }

    private void fetch(HubFile file) throws IOException {
      if (destination.has(file)) {
        return;
      }
      destination.check(file);
      Path path = destination.part(file);
      Runnable busy = () -> listener.note(file.path() + " is being fetched by another program: waiting for it");
      try (CacheLock _ = CacheLock.acquire(destination.lock(file), pause, busy)) {
        if (!destination.has(file)) {
          fetch(file, path);
          fetchedFiles++;
        }
      }
    }

    private void fetch(HubFile file, Path path) throws IOException {
      try (PartFile part = PartFile.open(path, file)) {
        checkSpace(file, part);
        transfer(file, part);
        String hash = part.hash();
        if (!hash.equals(file.etag()) && part.isContinued()) {
          listener.note("what an earlier run left of " + file.path() + " is damaged: beginning again");
          part.restart();
          transfer(file, part);
          hash = part.hash();
        }
        if (!hash.equals(file.etag())) {
          part.delete();
          throw new HubException(
              file.path() + " is not what the hub says it is and was removed (" + file.hashName() + " "
                  + hash + ", not " + file.etag() + "): run the command again, and check the proxy if it stays so");
        }
        part.force();
      } catch (ClosedByInterruptException e) {
        throw (IOException) new InterruptedIOException("interrupted while fetching " + file.path()).initCause(e);
      }
      destination.place(path, file);
    }

    private void checkSpace(HubFile file, PartFile part) throws IOException {
      long free = Files.getFileStore(part.path()).getUsableSpace();
      long needed = file.bytes() - part.bytes();
      // Some network file systems say 0.
      if (free > 0 && free < needed) {
        throw new HubException(file.path() + " needs " + megabytes(needed) + " in " + destination.root() + ", where "
            + megabytes(free) + " are free: make room, or name another folder");
      }
    }

    private void transfer(HubFile file, PartFile part) throws IOException {
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
      try (Answer answer = client.open(model, info.commit(), file, part.bytes())) {
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
            + megabytes(file.bytes() - part.bytes()) + " are missing; make room, then run the command again to go on");
      }
    }
  }

  static String megabytes(long bytes) {
    return bytes < 100_000 ? bytes + " bytes" : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
