package io.github.xclip4j.cli.files;

import java.io.ByteArrayOutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Jackson's trees as texts of JSON. */
public final class JsonText {
  private static final JsonFactory JSON = new JsonFactory();

  private JsonText() {}

  /** A tree for people, two spaces deep for each level, with a line's end at the end. */
  public static String indented(JsonNode root) {
    return JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build().writeValueAsString(root) + "\n";
  }

  // without a mapper, whose set-up takes a third of a second in a new JVM
  /** A tree as UTF-8, without spaces. */
  public static byte[] compact(JsonNode root) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator generator = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
      write(generator, root);
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator generator, JsonNode node) {
    switch (node.getNodeType()) {
      case OBJECT -> {
        generator.writeStartObject();
        node.properties().forEach(property -> {
          generator.writeName(property.getKey());
          write(generator, property.getValue());
        });
        generator.writeEndObject();
      }
      case ARRAY -> {
        generator.writeStartArray();
        node.values().forEach(value -> write(generator, value));
        generator.writeEndArray();
      }
      case STRING -> generator.writeString(node.stringValue());
      case BOOLEAN -> generator.writeBoolean(node.booleanValue());
      case NULL -> generator.writeNull();
      case NUMBER -> writeNumber(generator, node);
      default -> throw new IllegalArgumentException("a node of kind " + node.getNodeType() + " has no JSON");
    }
  }

  private static void writeNumber(JsonGenerator generator, JsonNode node) {
    if (node.isIntegralNumber()) {
      generator.writeNumber(node.bigIntegerValue());
    } else {
      generator.writeNumber(node.doubleValue());
    }
  }
}
