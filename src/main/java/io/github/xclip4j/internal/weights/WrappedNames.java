package io.github.xclip4j.internal.weights;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The names of tensors without what wrappers of a trainer add: {@code model.}, {@code module.}, {@code _orig_mod.},
 * {@code base_model.model.} or anything else before them, and the wrappers of compiled, sharded and recomputed modules
 * between their parts.
 */
final class WrappedNames {
  private static final Pattern WRAPPERS =
      Pattern.compile("(?<![^.])(_orig_mod|_fsdp_wrapped_module|_checkpoint_wrapped_module)\\.");

  /** Every model has one of these: where it stands tells what stands before it. */
  private static final List<String> ANCHORS = List.of("text_model.embeddings.token_embedding.weight",
      "vision_model.embeddings.class_embedding", "visual.conv1.weight");

  private WrappedNames() {}

  /** The same tensors under the names of the model, if all of its tensors have one prefix. */
  static StoredWeights unwrap(StoredWeights weights) {
    Set<String> prefixes = prefixes(weights.names());
    String prefix = prefixes.size() == 1 ? prefixes.iterator().next() : "";
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    boolean wrapped = false;
    for (Map.Entry<String, StoredTensor> entry : weights.tensors().entrySet()) {
      String inner = WRAPPERS.matcher(entry.getKey()).replaceAll("");
      wrapped |= inner.length() < entry.getKey().length();
      String name = inner.startsWith(prefix) ? inner.substring(prefix.length()) : inner;
      if (tensors.putIfAbsent(name, entry.getValue()) != null) {
        return weights; // two tensors would have one name: nothing can be told from such names
      }
    }
    if (prefix.isEmpty() && !wrapped) {
      return weights;
    }
    String said = prefix.isEmpty() ? "names without a trainer's wrappers" : "names without \"" + prefix + "\"";
    return weights.with(weights.description() + ", " + said, tensors);
  }

  /** What stands before the names of models, {@code ""} where nothing does; several where there are several models. */
  static Set<String> prefixes(Set<String> names) {
    Set<String> prefixes = new TreeSet<>();
    for (String name : names) {
      String inner = WRAPPERS.matcher(name).replaceAll("");
      for (String anchor : ANCHORS) {
        String prefix = inner.endsWith(anchor) ? inner.substring(0, inner.length() - anchor.length()) : ".";
        if (prefix.isEmpty() || prefix.endsWith(".") && prefix.length() > 1) {
          prefixes.add(prefix);
        }
      }
    }
    return prefixes;
  }
}
