package io.github.xclip4j.internal.weights;

import io.github.xclip4j.internal.json.JsonMistake;
import io.github.xclip4j.weights.DType;
import io.github.xclip4j.weights.TensorInfo;
import io.github.xclip4j.weights.WeightsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * The JSON header of a safetensors file, as the file claims it.
 *
 * <p>Parsed as a stream: a tree of a header near the 100 MB limit would need gigabytes.
 */
record SafetensorsHeader(List<Entry> entries, Map<String, String> metadata) {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /** One tensor: its bytes are [begin, end) of the data. */
  record Entry(String name, TensorInfo info, long begin, long end) {
    long bytes(String origin) throws WeightsException {
      try {
        return info.bytes();
      } catch (ArithmeticException e) {
        throw new WeightsException(
            origin + ": " + Printable.name(name) + ": " + info.dtypeName() + " " + info.shapeText()
                + " takes more than 2^63 bytes: the file is damaged",
            e);
      }
    }
  }

  static SafetensorsHeader parse(byte[] json, String origin) throws WeightsException {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      return new Reader(parser, origin).header();
    } catch (JacksonException e) {
      throw new WeightsException(origin + ": the safetensors header is not valid JSON: " + JsonMistake.describe(e)
          + ": the file is damaged", e);
    }
  }

  /** The state of one parse. */
  private record Reader(JsonParser parser, String origin) {
    SafetensorsHeader header() throws WeightsException {
      expect(parser.nextToken(), JsonToken.START_OBJECT, "the header");
      List<Entry> entries = new ArrayList<>();
      Map<String, String> metadata = new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        if (name.equals("__metadata__")) {
          metadata(metadata);
        } else {
          entries.add(entry(name));
        }
      }
      expect(parser.currentToken(), JsonToken.END_OBJECT, "the header");
      if (parser.nextToken() != null) {
        throw damaged("text follows the header's closing brace");
      }
      return new SafetensorsHeader(entries, metadata);
    }

    private void metadata(Map<String, String> metadata) throws WeightsException {
      expect(parser.nextToken(), JsonToken.START_OBJECT, "__metadata__");
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String key = parser.currentName();
        expect(parser.nextToken(), JsonToken.VALUE_STRING, "__metadata__." + Printable.name(key));
        metadata.put(key, parser.getString());
      }
    }

    private Entry entry(String name) throws WeightsException {
      String shown = Printable.name(name);
      expect(parser.nextToken(), JsonToken.START_OBJECT, shown);
      String dtype = null;
      List<Long> shape = null;
      List<Long> offsets = null;
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String key = parser.currentName();
        parser.nextToken();
        switch (key) {
          case "dtype" -> dtype = dtype(shown);
          case "shape" -> shape = longs(shown + ".shape");
          case "data_offsets" -> offsets = longs(shown + ".data_offsets");
          default -> throw damaged(shown + " has the key " + Printable.name(key) + ", which the format does not know");
        }
      }
      if (dtype == null || shape == null || offsets == null) {
        throw damaged(shown + " needs dtype, shape and data_offsets, "
            + (dtype == null ? "dtype" : shape == null ? "shape" : "data_offsets") + " is missing");
      }
      if (offsets.size() != 2) {
        throw damaged(shown + " has " + offsets.size() + " data_offsets, it must have 2");
      }
      try {
        return new Entry(name, new TensorInfo(known(dtype), dtype, shape), offsets.get(0), offsets.get(1));
      } catch (IllegalArgumentException e) {
        throw damaged(shown + ": " + e.getMessage());
      }
    }

    private String dtype(String shown) throws WeightsException {
      expect(parser.currentToken(), JsonToken.VALUE_STRING, shown + ".dtype");
      return Printable.name(parser.getString());
    }

    /** The type of a name; the format gets new ones, which can be listed, but not checked. */
    private static DType known(String dtype) {
      return Arrays.stream(DType.values()).filter(each -> each.name().equals(dtype)).findAny().orElse(DType.OTHER);
    }

    private List<Long> longs(String where) throws WeightsException {
      expect(parser.currentToken(), JsonToken.START_ARRAY, where);
      List<Long> values = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        expect(parser.currentToken(), JsonToken.VALUE_NUMBER_INT, where);
        values.add(parser.getLongValue());
      }
      return values;
    }

    private void expect(JsonToken found, JsonToken wanted, String where) throws WeightsException {
      if (found != wanted) {
        throw damaged(where + " is " + found + " where " + wanted + " belongs");
      }
    }

    private WeightsException damaged(String what) {
      return new WeightsException(origin + ": safetensors header: " + what + ": the file is damaged");
    }
  }
}
