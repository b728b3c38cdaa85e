package io.github.xclip4j.cli.hub;

import io.github.xclip4j.internal.hub.RepositoryPath;
import io.github.xclip4j.internal.json.JsonMistake;
import io.github.xclip4j.internal.json.JsonTree;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What the hub says of one revision of a model.
 *
 * @param commit which commit that is
 * @param files its files by their paths, empty where the answer lacks size or hash and the file is to be asked for
 */
record ModelInfo(String commit, Map<String, Optional<HubFile>> files) {
  /**
   * Reads {@code /api/models/ID/revision/REVISION?blobs=true}. Files whose names are not safe are left out.
   *
   * @throws HubException if that is not what a hub answers
   */
  static ModelInfo read(byte[] json) throws HubException {
    JsonNode root;
    try {
      root = JsonTree.read(json);
    } catch (JacksonException e) {
      throw new HubException("the hub's answer is not JSON (" + JsonMistake.describe(e)
          + "): is HF_ENDPOINT a hub, or a proxy's page in between?", e);
    }
    String commit = root.path("sha").isString() ? root.path("sha").stringValue() : "";
    if (!commit.matches("[0-9a-zA-Z]{7,64}") || !root.path("siblings").isArray()) {
      throw new HubException("the hub's answer has no commit and files in it (sha, siblings): is HF_ENDPOINT a hub?");
    }
    Map<String, Optional<HubFile>> files = new LinkedHashMap<>();
    for (JsonNode sibling : root.path("siblings")) {
      JsonNode name = sibling.path("rfilename");
      if (name.isString() && RepositoryPath.isSafe(name.stringValue())) {
        files.put(name.stringValue(), file(name.stringValue(), sibling));
      }
    }
    return new ModelInfo(commit, files);
  }

  private static Optional<HubFile> file(String path, JsonNode sibling) {
    JsonNode large = sibling.path("lfs");
    JsonNode hash = large.isObject() ? large.path("sha256") : sibling.path("blobId");
    JsonNode bytes =
        large.isObject() && large.path("size").isIntegralNumber() ? large.path("size") : sibling.path("size");
    String digits = large.isObject() ? "[0-9a-f]{64}" : "[0-9a-f]{40}";
    boolean complete = hash.isString() && hash.stringValue().matches(digits)
        && bytes.isIntegralNumber() && bytes.canConvertToLong() && bytes.longValue() >= 0;
    return complete ? Optional.of(new HubFile(path, bytes.longValue(), hash.stringValue())) : Optional.empty();
  }
}
