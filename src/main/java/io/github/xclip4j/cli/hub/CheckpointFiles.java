package io.github.xclip4j.cli.hub;

import io.github.xclip4j.internal.hub.ModelName;
import io.github.xclip4j.internal.hub.RepositoryPath;
import io.github.xclip4j.internal.json.JsonFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** Which files of a repository a checkpoint needs. */
final class CheckpointFiles {
  private static final String CONFIG = "config.json";
  private static final List<String> COMPANIONS = List.of(
      CONFIG, "preprocessor_config.json", "processor_config.json", "video_preprocessor_config.json",
      "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "vocab.json",
      "merges.txt");

  /** Best first. */
  private static final List<String> WEIGHTS = List.of(
      "model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json");

  private static final JsonFile<HubException> JSON =
      new JsonFile<>("such a file", 50_000_000, "the repository is damaged", HubException::new);

  private CheckpointFiles() {}

  /** Configuration and tokenizer, as far as the repository has them. */
  static List<String> companions(ModelName model, Set<String> paths) throws HubException {
    if (!paths.contains(CONFIG)) {
      throw new HubException(model + " has no " + CONFIG + ": it is not a checkpoint in the form of transformers");
    }
    return COMPANIONS.stream().filter(paths::contains).toList();
  }

  /** The weights in one file, or the index of split ones. */
  static String weights(ModelName model, Set<String> paths) throws HubException {
    return WEIGHTS.stream().filter(paths::contains).findFirst().orElseThrow(() -> new HubException(
        model + " has no weights that can be read here, which are " + String.join(", ", WEIGHTS)
            + ": name another model"));
  }

  static boolean isIndex(String weights) {
    return weights.endsWith(".index.json");
  }

  /**
   * The files that an index names.
   *
   * @param paths what the repository has
   */
  static List<String> shards(Path index, Set<String> paths) throws IOException {
    JsonNode map = JSON.read(index).path("weight_map");
    Set<String> shards = new TreeSet<>();
    for (JsonNode value : map) {
      String name = value.isString() ? value.stringValue() : "";
      if (!RepositoryPath.isSafeName(name) || !(name.endsWith(".safetensors") || name.endsWith(".bin"))) {
        throw new HubException(index.getFileName() + " names " + value.toString().replaceAll("\\p{Cntrl}", "?")
            + ", which is not a file of weights beside it: the repository is damaged");
      }
      if (!paths.contains(name)) {
        throw new HubException(index.getFileName() + " names " + name + ", which the repository does not have");
      }
      shards.add(name);
    }
    if (shards.isEmpty()) {
      throw new HubException(index.getFileName() + " names no files (weight_map): the repository is damaged");
    }
    return List.copyOf(shards);
  }

  /** Finds out before large files are fetched that this is a model of the kind that is read here. */
  static void checkKind(ModelName model, Path folder) throws IOException {
    JsonNode kind = JSON.read(folder.resolve(CONFIG)).path("model_type");
    if (kind.isString() && !kind.stringValue().equals("xclip")) {
      throw new HubException(model + " is of the kind " + kind.toString().replaceAll("\\p{Cntrl}", "?")
          + " (model_type in its config.json), not an X-CLIP model as microsoft/xclip-base-patch32 is");
    }
  }
}
