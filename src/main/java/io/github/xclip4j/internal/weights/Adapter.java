package io.github.xclip4j.internal.weights;

import io.github.xclip4j.internal.json.JsonFile;
import io.github.xclip4j.weights.WeightsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Adapters of the PEFT library, LoRA's and others: the changes to a model, not the model. */
final class Adapter {
  private static final JsonFile<WeightsException> CONFIG =
      new JsonFile<>("an adapter's config", 1 << 20, "save the adapter again", WeightsException::new);

  private static final String REMEDY = "merge it into its base model%s with merge_and_unload() of PEFT, "
      + "save the merged model with save_pretrained() and load that";

  private Adapter() {}

  /** What a directory without weights of a model holds, and what to do; absent if it is no adapter. */
  static Optional<String> describe(Path directory) throws IOException {
    Path config = directory.resolve("adapter_config.json");
    boolean weights = Stream.of("adapter_model.safetensors", "adapter_model.bin")
        .anyMatch(name -> Files.exists(directory.resolve(name)));
    if (!weights && !Files.exists(config)) {
      return Optional.empty();
    }
    String kind = "PEFT";
    String base = "";
    if (Files.exists(config)) {
      var root = CONFIG.read(config);
      kind = Printable.name(root.path("peft_type").asString(kind)).replace("LORA", "LoRA");
      base = root.path("base_model_name_or_path").asString("");
    }
    return Optional.of("holds a " + kind + " adapter, not a model: "
        + REMEDY.formatted(base.isEmpty() ? "" : " (" + Printable.name(base) + ")"));
  }

  /** What to do about names among which are an adapter's; absent if none are. */
  static Optional<String> describe(Set<String> names) {
    boolean adapter = names.stream().anyMatch(name -> name.contains(".lora_") || name.contains(".base_layer."));
    return adapter ? Optional.of("there is a LoRA adapter in it: " + REMEDY.formatted("")) : Optional.empty();
  }
}
