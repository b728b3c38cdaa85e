package io.github.xclip4j.internal.weights.pytorch;

import io.github.xclip4j.weights.WeightsException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A cursor over a pickle's bytes that never leaves them. */
final class PickleBytes {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int LONGEST_LINE = 1000;
  private static final int LARGEST_VALUE = 64 << 20;

  private final MemorySegment bytes;
  private final String origin;
  private long position;

  PickleBytes(MemorySegment bytes, String origin) {
    this.bytes = bytes;
    this.origin = origin;
  }

  long position() {
    return position;
  }

  void skip(long count) throws WeightsException {
    need(count);
    position += count;
  }

  MemorySegment slice(long count) throws WeightsException {
    need(count);
    MemorySegment slice = bytes.asSlice(position, count);
    position += count;
    return slice;
  }

  int unsignedByte() throws WeightsException {
    need(1);
    return bytes.get(ValueLayout.JAVA_BYTE, position++) & 0xFF;
  }

  int unsignedShort() throws WeightsException {
    return unsignedByte() | unsignedByte() << 8;
  }

  int littleInt() throws WeightsException {
    need(Integer.BYTES);
    int value = bytes.get(INT, position);
    position += Integer.BYTES;
    return value;
  }

  long littleLong() throws WeightsException {
    need(Long.BYTES);
    long value = bytes.get(LONG, position);
    position += Long.BYTES;
    return value;
  }

  byte[] array(long count) throws WeightsException {
    need(count);
    if (count > LARGEST_VALUE) {
      throw damaged("a value of " + count + " bytes");
    }
    return slice(count).toArray(ValueLayout.JAVA_BYTE);
  }

  String text(long count) throws WeightsException {
    return new String(array(count), StandardCharsets.UTF_8);
  }

  /** Text up to the next line feed, which is consumed. */
  String line() throws WeightsException {
    StringBuilder line = new StringBuilder();
    for (int next = unsignedByte(); next != '\n'; next = unsignedByte()) {
      if (line.length() == LONGEST_LINE) {
        throw damaged("a line of more than " + LONGEST_LINE + " characters");
      }
      line.append((char) next);
    }
    return line.toString();
  }

  WeightsException damaged(String what) {
    return new WeightsException(origin + ": pickle, byte " + position + ": " + what + ": the file is damaged");
  }

  private void need(long count) throws WeightsException {
    if (count < 0 || count > bytes.byteSize() - position) {
      throw damaged(Long.toUnsignedString(count) + " bytes wanted, " + (bytes.byteSize() - position)
          + " left (was the download cut off?)");
    }
  }
}
