package io.github.xclip4j.text;

import io.github.xclip4j.internal.json.JsonMistake;
import io.github.xclip4j.internal.json.JsonTree;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Reads a checkpoint's small text files with errors that say which file and what to do. */
final class JsonFiles {
  /** CLIP's largest file has 3.6 MB in its longest form. */
  private static final long LARGEST_BYTES = 64L << 20;

  private JsonFiles() {}

  /** The root of a file, which must be an object. */
  static JsonNode object(Path file) throws IOException {
    try {
      JsonNode root = JsonTree.read(text(file));
      if (!root.isObject()) {
        throw new TokenizerException(file + ": not a JSON object: take the file published with the checkpoint");
      }
      return root;
    } catch (JacksonException e) {
      throw new TokenizerException(file + ": not JSON: " + JsonMistake.describe(e), e);
    }
  }

  /** The root of a file, or an empty object where there is no such file. */
  static JsonNode objectIfPresent(Path file) throws IOException {
    return Files.exists(file) ? object(file) : JsonNodeFactory.instance.objectNode();
  }

  static String text(Path file) throws IOException {
    long bytes = Files.size(file);
    if (bytes > LARGEST_BYTES) {
      throw new TokenizerException(file + ": " + bytes + " bytes, a tokenizer file has at most " + LARGEST_BYTES
          + ": is this another file?");
    }
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new TokenizerException(file + ": not UTF-8 text: take the file published with the checkpoint", e);
    }
  }
}
