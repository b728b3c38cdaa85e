package io.github.xclip4j.internal.weights;

import io.github.xclip4j.internal.weights.pytorch.PyTorchFile;
import io.github.xclip4j.weights.WeightsException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Opens weights, whatever file they are in. */
public final class WeightSources {
  /** What a checkpoint directory may hold, best first. */
  private static final List<String> FILES = List.of(
      "model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json");

  private WeightSources() {}

  /**
   * Opens a checkpoint directory, a weight file or the index of a split one; the kind of a file is told from its
   * content. What a trainer put before all names ({@code module.}, {@code model.}, …) is left out, as the description
   * says.
   *
   * @throws IOException if a file cannot be read
   * @throws WeightsException if there are no weights, or none that can be read
   */
  public static StoredWeights open(Path directoryOrFile) throws IOException {
    if (!Files.exists(directoryOrFile)) {
      throw new WeightsException(directoryOrFile + ": no such file or directory");
    }
    if (!Files.isDirectory(directoryOrFile)) {
      return openFile(directoryOrFile);
    }
    for (String name : FILES) {
      if (Files.isRegularFile(directoryOrFile.resolve(name))) {
        return openFile(directoryOrFile.resolve(name));
      }
    }
    Optional<String> adapter = Adapter.describe(directoryOrFile);
    if (adapter.isPresent()) {
      throw new WeightsException(directoryOrFile + ": " + adapter.get());
    }
    String names = String.join(", ", FILES);
    List<String> others = otherWeights(directoryOrFile);
    throw new WeightsException(directoryOrFile + ": no weights in this directory, looked for " + names
        + (others.isEmpty()
            ? ": name the directory a checkpoint was downloaded to"
            : "; there is " + others.getFirst() + ": convert it with `xclip4j weights convert` first"));
  }

  /** Files that look like weights of another origin. */
  private static List<String> otherWeights(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString())
          .filter(name -> name.matches(".*\\.(pth|pt|bin|ckpt|safetensors)"))
          .map(Printable::name)
          .sorted()
          .toList();
    }
  }

  private static StoredWeights openFile(Path path) throws IOException {
    boolean index = path.getFileName().toString().endsWith(".index.json");
    return WrappedNames.unwrap(index ? openShards(path) : openSingle(path));
  }

  private static StoredWeights openSingle(Path path) throws IOException {
    MappedFile file = MappedFile.open(path);
    return PyTorchFile.isPyTorch(file.bytes()) ? PyTorchFile.read(file) : Safetensors.read(file);
  }

  private static StoredWeights openShards(Path path) throws IOException {
    ShardIndex index = ShardIndex.read(path);
    Map<String, StoredWeights> shards = new LinkedHashMap<>();
    List<Arena> arenas = new ArrayList<>();
    try {
      for (String file : index.files().values()) {
        if (!shards.containsKey(file)) {
          if (!Files.isRegularFile(path.resolveSibling(file))) {
            throw new WeightsException(path + " names " + Printable.name(file)
                + ", which is not beside it: download all parts of the checkpoint");
          }
          StoredWeights shard = openSingle(path.resolveSibling(file));
          shards.put(file, shard);
          arenas.addAll(shard.arenas());
        }
      }
      Map<String, StoredTensor> tensors = new LinkedHashMap<>();
      for (Map.Entry<String, String> entry : index.files().entrySet()) {
        tensors.put(entry.getKey(), shards.get(entry.getValue()).tensor(entry.getKey()));
      }
      return new StoredWeights(path + " (" + shards.size() + " parts, mapped)", tensors, Map.of(), arenas);
    } catch (IOException | RuntimeException e) {
      arenas.forEach(Arena::close);
      throw e;
    }
  }
}
