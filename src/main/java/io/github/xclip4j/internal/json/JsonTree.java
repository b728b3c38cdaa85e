package io.github.xclip4j.internal.json;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonParser.NumberType;
import tools.jackson.core.JsonToken;
import tools.jackson.core.JsonTokenId;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads JSON into Jackson's trees, like {@code JsonMapper.readTree}: keys of an object are unique, nothing follows the
 * value, and an empty text is a missing node. The parser limits how deep values are nested.
 */
/*
 * This does without a mapper, whose setup takes a third of a second in a new JVM, a tenth of the time to a first
 * result.
 */
public final class JsonTree {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private JsonTree() {}

  /** @throws tools.jackson.core.JacksonException if the text is not JSON */
  public static JsonNode read(String json) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      return root(parser);
    }
  }

  /**
   * Reads UTF-8.
   *
   * @throws tools.jackson.core.JacksonException if the text is not JSON
   */
  public static JsonNode read(byte[] json) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      return root(parser);
    }
  }

  private static JsonNode root(JsonParser parser) {
    JsonToken first = parser.nextToken();
    if (first == null) {
      return NODES.missingNode();
    }
    JsonNode value = value(parser, first);
    JsonToken next = parser.nextToken();
    if (next != null) {
      throw new StreamReadException(parser, "Trailing " + next + " after the value");
    }
    return value;
  }

  private static JsonNode value(JsonParser parser, JsonToken token) {
    return switch (token.id()) {
      case JsonTokenId.ID_START_OBJECT -> {
        ObjectNode object = NODES.objectNode();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
          String name = parser.currentName();
          object.set(name, value(parser, parser.nextToken()));
        }
        yield object;
      }
      case JsonTokenId.ID_START_ARRAY -> {
        ArrayNode array = NODES.arrayNode();
        for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
          array.add(value(parser, next));
        }
        yield array;
      }
      case JsonTokenId.ID_STRING -> NODES.stringNode(parser.getString());
      case JsonTokenId.ID_NUMBER_INT -> integer(parser);
      case JsonTokenId.ID_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
      case JsonTokenId.ID_TRUE -> NODES.booleanNode(true);
      case JsonTokenId.ID_FALSE -> NODES.booleanNode(false);
      case JsonTokenId.ID_NULL -> NODES.nullNode();
      default -> throw new StreamReadException(parser, "Unexpected " + token);
    };
  }

  /** The narrowest node, as a mapper has it. */
  private static JsonNode integer(JsonParser parser) {
    NumberType type = parser.getNumberType();
    if (type == NumberType.INT) {
      return NODES.numberNode(parser.getIntValue());
    }
    return type == NumberType.LONG
        ? NODES.numberNode(parser.getLongValue())
        : NODES.numberNode(parser.getBigIntegerValue());
  }
}
