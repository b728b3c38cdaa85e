package io.github.xclip4j.benchmarks;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A message of Google's protocol buffers: fields by number, in their order. */
final class ProtoMessage {
  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int DELIMITED = 2;
  private static final int FIXED_32 = 5;

  private final List<Field> fields = new ArrayList<>();

  /**
   * A field as it is written.
   *
   * @param content without the length of a text, message or bytes
   */
  record Field(int number, int wireType, byte[] content) {
    String text() {
      return new String(content, StandardCharsets.UTF_8);
    }

    ProtoMessage message() {
      return parse(content);
    }

    long value() {
      return varint(ByteBuffer.wrap(content));
    }
  }

  /** Reads the fields of a message; what they hold is read when it is asked for. */
  static ProtoMessage parse(byte[] bytes) {
    ProtoMessage message = new ProtoMessage();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    while (in.hasRemaining()) {
      long key = varint(in);
      int wireType = (int) (key & 7);
      int start = in.position();
      int length = switch (wireType) {
        case VARINT -> {
          varint(in);
          yield in.position() - start;
        }
        case FIXED_64 -> Long.BYTES;
        case FIXED_32 -> Integer.BYTES;
        case DELIMITED -> {
          int size = Math.toIntExact(varint(in));
          start = in.position();
          yield size;
        }
        default -> throw new IllegalArgumentException("a protocol buffer has no field of type " + wireType);
      };
      byte[] content = new byte[length];
      in.get(start, content);
      in.position(start + length);
      message.fields.add(new Field((int) (key >>> 3), wireType, content));
    }
    return message;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0;; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  /** Its fields of a number. */
  List<Field> all(int number) {
    return fields.stream().filter(field -> field.number() == number).toList();
  }

  /** The texts of a field. */
  List<String> texts(int number) {
    return all(number).stream().map(Field::text).toList();
  }

  /** The text of a field that there is once, or an empty one. */
  String text(int number) {
    return all(number).stream().map(Field::text).findFirst().orElse("");
  }

  /** All its fields. */
  List<Field> fields() {
    return List.copyOf(fields);
  }

  ProtoMessage field(Field field) {
    fields.add(field);
    return this;
  }

  ProtoMessage number(int field, long value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    put(out, value);
    return field(new Field(field, VARINT, out.toByteArray()));
  }

  ProtoMessage fixed(int field, float value) {
    byte[] bytes = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN).putFloat(value).array();
    return field(new Field(field, FIXED_32, bytes));
  }

  ProtoMessage bytes(int field, byte[] value) {
    return field(new Field(field, DELIMITED, value));
  }

  ProtoMessage text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  ProtoMessage message(int field, ProtoMessage value) {
    return bytes(field, value.toBytes());
  }

  byte[] toBytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Field field : fields) {
      put(out, (long) field.number() << 3 | field.wireType());
      if (field.wireType() == DELIMITED) {
        put(out, field.content().length);
      }
      out.writeBytes(field.content());
    }
    return out.toByteArray();
  }

  private static void put(ByteArrayOutputStream out, long value) {
    long rest = value;
    while (rest >>> 7 != 0) {
      out.write((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
