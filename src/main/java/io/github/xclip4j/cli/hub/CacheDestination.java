package io.github.xclip4j.cli.hub;

import io.github.xclip4j.cli.files.AtomicFile;
import io.github.xclip4j.internal.hub.HubCache;
import io.github.xclip4j.internal.hub.ModelName;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.ThreadLocalRandom;

/** The cache that the hub's clients share; {@link HubCache} describes it. */
/*
 * What huggingface_hub 2 writes and what this does not: trees/COMMIT.json, a listing of the repository that saves it a
 * request; .no_exist, files known not to exist; CACHEDIR.TAG. All of them may be missing.
 */
final class CacheDestination implements Destination {
  private final ModelName model;
  private final String commit;
  private final Path root;
  private final Path repository;
  private final Links links;

  CacheDestination(HubCache cache, ModelName model, String commit, Links links) {
    this.model = model;
    this.commit = commit;
    this.links = links;
    root = cache.folder();
    repository = cache.folder(model);
  }

  @Override
  public Path folder() {
    return repository.resolve("snapshots").resolve(commit);
  }

  @Override
  public Path root() {
    return root;
  }

  private Path blob(HubFile file) {
    return repository.resolve("blobs").resolve(file.etag());
  }

  private Path pointer(HubFile file) {
    return folder().resolve(file.path());
  }

  @Override
  public boolean has(HubFile file) throws IOException {
    if (isWhole(pointer(file), file) && pointsToBlob(file)) {
      return true;
    }
    if (!isWhole(blob(file), file)) {
      return false;
    }
    point(file, Content.SHARED);
    return true;
  }

  /** By its size: content comes to its name only if the hash was right. */
  private static boolean isWhole(Path path, HubFile file) throws IOException {
    return Files.isRegularFile(path) && Files.size(path) == file.bytes();
  }

  private boolean pointsToBlob(HubFile file) throws IOException {
    return !Files.isSymbolicLink(pointer(file))
        || Files.readSymbolicLink(pointer(file)).getFileName().toString().equals(file.etag());
  }

  @Override
  public void check(HubFile file) {
    // Nothing in a cache is the user's own.
  }

  @Override
  public Path part(HubFile file) throws IOException {
    Files.createDirectories(repository.resolve("blobs"));
    return blob(file).resolveSibling(file.etag() + ".incomplete");
  }

  @Override
  public Path lock(HubFile file) {
    return root.resolve(".locks").resolve(model.folder()).resolve(file.etag() + ".lock");
  }

  @Override
  public void place(Path part, HubFile file) throws IOException {
    Files.move(part, blob(file), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    point(file, Content.NEW);
  }

  /** Whether other commits may point to a content. */
  private enum Content { NEW, SHARED }

  /** Makes the snapshot's file: a link to the content, or the content itself where links cannot be made. */
  private void point(HubFile file, Content content) throws IOException {
    Path pointer = pointer(file);
    Files.createDirectories(pointer.getParent());
    Path made = pointer.resolveSibling(pointer.getFileName() + "."
        + Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), Character.MAX_RADIX) + ".part");
    try {
      if (!link(made, pointer.getParent().relativize(blob(file)))) {
        if (content == Content.NEW) {
          Files.move(blob(file), made);
        } else {
          Files.copy(blob(file), made);
        }
      }
      Files.move(made, pointer, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(made);
    }
  }

  private boolean link(Path link, Path target) throws IOException {
    try {
      links.make(link, target);
      return true;
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (IOException | UnsupportedOperationException _) {
      // Windows without the right to make links, or a file system without them; a folder that cannot be written to
      // fails again with what follows.
      return false;
    }
  }

  /** The revision means this commit from now on. */
  @Override
  public void complete() throws IOException {
    if (model.revision().equals(commit)) {
      return;
    }
    Path reference = repository.resolve("refs").resolve(model.revision());
    if (Files.isRegularFile(reference, LinkOption.NOFOLLOW_LINKS) && Files.readString(reference).equals(commit)) {
      return;
    }
    Files.createDirectories(reference.getParent());
    AtomicFile.write(reference, commit);
  }
}
