package io.github.xclip4j.cli.hub;

import io.github.xclip4j.internal.hub.HubCache;
import io.github.xclip4j.internal.hub.ModelName;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Fetches what a checkpoint consists of: configuration, tokenizer and weights, those in safetensors if there are such.
 * What an interrupted download left is gone on with, what is there is not fetched again, and a file appears under its
 * name only if size and hash are those that the hub names.
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
    private final Transfer transfer;
    private long total;
    private int files;
    private int fetchedFiles;

    Run(ModelName model, ModelInfo info, Destination destination) {
      this.model = model;
      this.info = info;
      this.destination = destination;
      transfer = new Transfer(client, model, info.commit(), pause, listener);
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
      return new Result(destination.folder(), Optional.of(info.commit()), files, total, fetchedFiles,
          transfer.fetchedBytes());
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
        transfer.complete(file);
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
        transfer.run(file, part);
        String hash = part.hash();
        if (!hash.equals(file.etag()) && part.isContinued()) {
          listener.note("what an earlier run left of " + file.path() + " is damaged: beginning again");
          part.restart();
          transfer.run(file, part);
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
  }

  static String megabytes(long bytes) {
    return bytes < 100_000 ? bytes + " bytes" : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
