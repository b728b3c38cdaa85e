package io.github.xclip4j.internal.json;

import io.github.xclip4j.internal.files.StandIn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A kind of small JSON file whose root is an object. Faults are reported in one line: which file, what, where, and what
 * to do.
 *
 * @param <E> the exception of this kind of file
 * @param kind names such a file in messages, {@code "a config"}
 * @param largestBytes larger files are refused, since they must be something else
 * @param remedy what to do about a file that is missing or damaged
 * @param failure makes an exception from a message
 */
public record JsonFile<E extends IOException>(
    String kind, long largestBytes, String remedy, Function<String, E> failure) {
  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read
   * @throws E if it is missing, too large, not UTF-8, not JSON or not an object
   */
  public ObjectNode read(Path file) throws IOException {
    return parse(text(file), file.toString());
  }

  /** The text of a file that is not JSON, with the checks of {@link #read} for size and encoding. */
  public String text(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw failure.apply(file + ": no such file; " + remedy);
    }
    if (!Files.isRegularFile(file)) {
      throw failure.apply(file + ": not a file; " + remedy);
    }
    long bytes = Files.size(file);
    if (bytes > largestBytes) {
      throw failure.apply(file + ": " + bytes + " bytes, " + kind + " has at most " + largestBytes
          + ": is this another file?");
    }
    byte[] content = Files.readAllBytes(file);
    Optional<String> standIn = StandIn.describe(content);
    if (standIn.isPresent()) {
      throw failure.apply(file + ": " + standIn.get());
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException e) {
      throw because(file + ": not UTF-8 text; " + remedy, e);
    }
  }

  /**
   * Reads a file's text.
   *
   * @param origin the file's name, for messages
   * @throws E if it is not JSON or not an object
   */
  public ObjectNode parse(String json, String origin) throws E {
    JsonNode root;
    try {
      root = JsonTree.read(json);
    } catch (JacksonException e) {
      throw because(origin + ": not JSON: " + JsonMistake.describe(e) + "; " + remedy, e);
    }
    if (root instanceof ObjectNode object) {
      return object;
    }
    throw failure.apply(origin + (root.isMissingNode()
        ? ": the file is empty: was the download cut off? "
        : ": not a JSON object but " + kind(root) + "; ") + remedy);
  }

  private E because(String message, Throwable cause) {
    E exception = failure.apply(message);
    exception.initCause(cause);
    return exception;
  }

  /** The kind of a value in words, such as {@code "a list"}. */
  public static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "a list";
      case OBJECT -> "an object";
      case STRING -> "a string";
      case MISSING -> "nothing";
      default -> node.getNodeType().name().toLowerCase(Locale.ROOT);
    };
  }
}
