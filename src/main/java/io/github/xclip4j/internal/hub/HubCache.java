package io.github.xclip4j.internal.hub;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The cache of models that all clients of the hub on a machine share. Nothing here uses the network. */
/*
 * models--ORG--NAME/refs/REVISION          a file that holds a commit
 * models--ORG--NAME/snapshots/COMMIT/FILE  a link to ../../blobs/ETAG, or the file itself where links cannot be made
 * models--ORG--NAME/blobs/ETAG             the contents; ETAG.incomplete is what an interrupted download left
 *
 * As in huggingface_hub's try_to_load_from_cache, a revision is first looked up in refs, and is otherwise a commit. A
 * client that downloads an abbreviated commit stores it in refs. The reference accepts no other abbreviations; here,
 * one of at least seven digits is accepted if it matches exactly one commit.
 */
public final class HubCache {
  private static final Pattern COMMIT = Pattern.compile("[0-9a-zA-Z]{1,64}");
  private static final Pattern ABBREVIATED = Pattern.compile("[0-9a-f]{7,39}");

  /** Files of weights, and indices of weights in several files. */
  private static final List<String> WEIGHTS = List.of(
      "model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json");
  private static final Pattern SHARD = Pattern.compile("\"([^\"/\\\\]+\\.(?:safetensors|bin))\"");
  private static final long LARGEST_INDEX_BYTES = 10_000_000;

  private final Path folder;

  private HubCache(Path folder) {
    this.folder = folder;
  }

  /** The cache in a folder, which need not exist. */
  public static HubCache at(Path folder) {
    return new HubCache(folder);
  }

  /** The cache that environment variables name; see {@link HubFolders}. */
  public static HubCache of(Map<String, String> environment, Path home) {
    return at(HubFolders.of(environment, home).cache());
  }

  /**
   * The user's cache. Only here does the library read environment variables, because by these the hub's clients agree
   * on a folder.
   */
  public static HubCache standard() {
    return of(System.getenv(), Path.of(System.getProperty("user.home", "")));
  }

  /** The folder of the cache. */
  public Path folder() {
    return folder;
  }

  /** The folder of a model, which need not exist. */
  public Path folder(ModelName model) {
    return folder.resolve(model.folder());
  }

  /**
   * The folder of a checkpoint, named by its path or by its name on the hub. If the path exists, it is the path.
   *
   * @param nameOrPath {@code path/to/checkpoint}, {@code microsoft/xclip-base-patch32} or that with {@code @revision}
   * @throws FileNotFoundException if there is neither a folder nor a cached model of that name, or the cached model
   *     lacks files; the message says what to do
   */
  public Path resolve(String nameOrPath) throws IOException {
    Optional<Path> path = path(nameOrPath);
    if (path.isPresent() && Files.exists(path.get())) {
      return path.get();
    }
    Optional<ModelName> name = ModelName.parse(nameOrPath);
    // A few old models have no organisation. Unless one of them is cached, the word is a mistyped folder name.
    if (name.isEmpty() || !name.get().id().contains("/") && !Files.isDirectory(folder(name.get()))) {
      throw new FileNotFoundException(
          nameOrPath + ": no such directory; name the directory of a checkpoint, or a model of the "
              + "hub as in microsoft/xclip-base-patch32");
    }
    ModelName model = name.get();
    if (!Files.isDirectory(folder(model))) {
      throw new FileNotFoundException(
          nameOrPath + ": there is no such directory, and no model of that name in the hub's "
              + "cache " + folder + "; get it with: " + model.downloadCommand());
    }
    return find(model);
  }

  private static Optional<Path> path(String text) {
    try {
      return Optional.of(Path.of(text));
    } catch (InvalidPathException _) {
      return Optional.empty();
    }
  }

  /**
   * The folder with the files of a model.
   *
   * @throws FileNotFoundException if the cache lacks the model, the revision or files of it
   */
  public Path find(ModelName model) throws IOException {
    Path repository = folder(model);
    if (!Files.isDirectory(repository)) {
      throw new FileNotFoundException(model + " is not in the hub's cache " + folder + "; get it with: "
          + model.downloadCommand());
    }
    Path snapshot = repository.resolve("snapshots").resolve(commit(model, repository));
    if (!Files.isDirectory(snapshot)) {
      throw new FileNotFoundException(
          model + ": " + snapshot + " is not there, though the cache names it; get it with: "
              + model.downloadCommand());
    }
    checkLinks(model, snapshot);
    List<String> missing = missing(snapshot);
    if (!missing.isEmpty()) {
      throw new FileNotFoundException(model + ": the cached " + snapshot + " has no " + String.join(", no ", missing)
          + ": its download was interrupted or left that out; get the rest with: " + model.downloadCommand());
    }
    return snapshot;
  }

  private static String commit(ModelName model, Path repository) throws IOException {
    String revision = model.revision();
    Path reference = repository.resolve("refs").resolve(revision);
    if (Files.isRegularFile(reference)) {
      String commit = Files.size(reference) > 1000 ? "" : Files.readString(reference).strip();
      if (!COMMIT.matcher(commit).matches()) {
        throw new IOException(reference + " does not hold a commit: the file is damaged; mend it with: "
            + model.downloadCommand());
      }
      return commit;
    }
    List<String> commits = names(repository.resolve("snapshots"));
    if (commits.contains(revision)) {
      return revision;
    }
    List<String> fitting = ABBREVIATED.matcher(revision).matches()
        ? commits.stream().filter(commit -> commit.startsWith(revision)).toList() : List.of();
    if (fitting.size() == 1) {
      return fitting.getFirst();
    }
    String there = fitting.isEmpty() ? revisions(repository, commits) : String.join(", ", fitting);
    throw new FileNotFoundException(model.id() + " is in the hub's cache " + repository.getParent() + ", but revision "
        + revision + (fitting.isEmpty() ? " is not" : " may be one of several")
        + (there.isEmpty() ? "" : " (there: " + there + ")") + "; get it with: " + model.downloadCommand());
  }

  /** The cached branches and tags, and the commits without one. */
  private static String revisions(Path repository, List<String> commits) throws IOException {
    Path references = repository.resolve("refs");
    List<String> revisions = new ArrayList<>();
    List<String> unnamed = new ArrayList<>(commits);
    if (Files.isDirectory(references)) {
      try (Stream<Path> walk = Files.walk(references)) {
        for (Path file : walk
            .filter(file -> Files.isRegularFile(file) && !file.getFileName().toString().startsWith(".")).sorted()
            .toList()) {
          revisions.add(references.relativize(file).toString().replace('\\', '/'));
          unnamed.remove(Files.readString(file).strip());
        }
      }
    }
    revisions.addAll(unnamed);
    return String.join(", ", revisions);
  }

  private static List<String> names(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static void checkLinks(ModelName model, Path snapshot) throws IOException {
    for (String name : names(snapshot)) {
      Path file = snapshot.resolve(name);
      if (Files.isSymbolicLink(file) && !Files.exists(file)) {
        throw new FileNotFoundException(file + " points to " + Files.readSymbolicLink(file)
            + ", which is not there: the cache was copied or cleaned in part; get the file again with: "
            + model.downloadCommand());
      }
    }
  }

  private static List<String> missing(Path snapshot) throws IOException {
    List<String> missing = new ArrayList<>();
    if (!Files.isRegularFile(snapshot.resolve("config.json"))) {
      missing.add("config.json");
    }
    Optional<Path> weights = WEIGHTS.stream().map(snapshot::resolve).filter(Files::isRegularFile).findFirst();
    if (weights.isEmpty()) {
      missing.add("weights (model.safetensors or pytorch_model.bin)");
    } else if (weights.get().toString().endsWith(".index.json") && Files.size(weights.get()) <= LARGEST_INDEX_BYTES) {
      SHARD.matcher(Files.readString(weights.get())).results()
          .map((MatchResult shard) -> shard.group(1))
          .distinct()
          .filter(shard -> !Files.isRegularFile(snapshot.resolve(shard)))
          .limit(3)
          .forEach(missing::add);
    }
    return missing;
  }
}
