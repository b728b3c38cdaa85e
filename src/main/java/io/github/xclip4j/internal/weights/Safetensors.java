package io.github.xclip4j.internal.weights;

import io.github.xclip4j.weights.DType;
import io.github.xclip4j.weights.WeightsException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads safetensors files: 8 bytes of header length, a JSON header, the tensors' bytes. The file is mapped, not read.
 */
public final class Safetensors {
  /** The format's own limit. */
  static final long LARGEST_HEADER_BYTES = 100_000_000;

  /** As many of the first eight bytes must be letters for them to be shown as such. */
  private static final int MOSTLY = 4;

  private static final ValueLayout.OfLong LENGTH =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Safetensors() {}

  /**
   * Opens a file.
   *
   * @throws IOException if it cannot be read
   * @throws WeightsException if it is not a safetensors file or its header lies
   */
  public static StoredWeights open(Path path) throws IOException {
    return read(MappedFile.open(path));
  }

  /** Reads a mapped file; its arena is closed with the result, and on failure. */
  static StoredWeights read(MappedFile file) throws WeightsException {
    try {
      return read(file.bytes(), file.path().toString(), List.of(file.arena()));
    } catch (WeightsException | RuntimeException e) {
      file.arena().close();
      throw e;
    }
  }

  /**
   * Reads a file's content from memory.
   *
   * @param origin the file's name, for messages
   * @param arenas closed with the result
   */
  static StoredWeights read(MemorySegment file, String origin, List<Arena> arenas) throws WeightsException {
    if (file.byteSize() < Long.BYTES) {
      throw new WeightsException(origin + ": " + file.byteSize()
          + " bytes, a safetensors file has at least 8: was the download cut off?");
    }
    long headerBytes = file.get(LENGTH, 0);
    if (headerBytes < 2 || headerBytes > LARGEST_HEADER_BYTES) {
      if (file.byteSize() > Long.BYTES && file.get(ValueLayout.JAVA_BYTE, Long.BYTES) == '{') {
        throw new WeightsException(origin + ": the header would have " + Long.toUnsignedString(headerBytes)
            + " bytes, allowed are 2 to " + LARGEST_HEADER_BYTES + ": the file is damaged");
      }
      throw new WeightsException(origin + ": is not a safetensors file: it begins with " + beginning(file)
          + ", not with the length of a header; name a file of weights");
    }
    long dataStart = Long.BYTES + headerBytes;
    if (dataStart > file.byteSize()) {
      throw new WeightsException(origin + ": the header ends at byte " + dataStart + ", the file at "
          + file.byteSize() + ": was the download cut off?");
    }
    SafetensorsHeader header = SafetensorsHeader.parse(
        file.asSlice(Long.BYTES, headerBytes).toArray(ValueLayout.JAVA_BYTE), origin);
    MemorySegment data = file.asSlice(dataStart);
    checkLayout(header, data.byteSize(), origin);
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    for (SafetensorsHeader.Entry entry : header.entries()) {
      tensors.put(entry.name(), StoredTensor.contiguous(
          entry.name(), entry.info(), data.asSlice(entry.begin(), entry.end() - entry.begin())));
    }
    return new StoredWeights(origin + " (safetensors, mapped)", tensors, header.metadata(), arenas);
  }

  /** The first bytes, as text if they are that: {@code "GIF89a.."}. */
  private static String beginning(MemorySegment file) {
    byte[] bytes = file.asSlice(0, Long.BYTES).toArray(ValueLayout.JAVA_BYTE);
    StringBuilder text = new StringBuilder();
    int printable = 0;
    for (byte each : bytes) {
      boolean shown = each > ' ' && each < 0x7F;
      text.append(shown ? (char) each : '.');
      printable += shown ? 1 : 0;
    }
    return printable >= MOSTLY ? "\"" + text + "\"" : "the bytes " + HexFormat.ofDelimiter(" ").formatHex(bytes);
  }

  /** Tensors must fill the data without gap or overlap, each as long as its type and shape say. */
  private static void checkLayout(SafetensorsHeader header, long dataBytes, String origin) throws WeightsException {
    List<SafetensorsHeader.Entry> byPlace = new ArrayList<>(header.entries());
    byPlace.sort(Comparator.comparingLong(SafetensorsHeader.Entry::begin)
        .thenComparingLong(SafetensorsHeader.Entry::end));
    long position = 0;
    String before = "the header";
    for (SafetensorsHeader.Entry entry : byPlace) {
      String name = Printable.name(entry.name());
      if (entry.begin() < 0 || entry.end() < entry.begin()) {
        throw new WeightsException(origin + ": " + name + " has data_offsets [" + entry.begin() + ", " + entry.end()
            + "], they must not be negative or decrease: the file is damaged");
      }
      if (entry.end() > dataBytes) {
        throw new WeightsException(origin + ": " + name + " ends at byte " + entry.end() + " of the data, the file has "
            + dataBytes + " bytes of data: was the download cut off?");
      }
      if (entry.begin() != position) {
        throw new WeightsException(origin + ": " + name + " starts at byte " + entry.begin() + ", " + before
            + " ends at " + position + ": tensors must neither overlap nor leave gaps, the file is damaged");
      }
      long claimed = entry.info().dtype() == DType.OTHER ? entry.end() - entry.begin() : entry.bytes(origin);
      if (entry.end() - entry.begin() != claimed) {
        throw new WeightsException(origin + ": " + name + " is " + entry.info().dtypeName() + " "
            + entry.info().shapeText() + ", which takes " + claimed + " bytes, its data_offsets span "
            + (entry.end() - entry.begin()) + ": the file is damaged");
      }
      position = entry.end();
      before = name;
    }
    if (position != dataBytes) {
      throw new WeightsException(origin + ": tensors end at byte " + position + " of the data, the file has "
          + dataBytes + " bytes of data: the file is damaged");
    }
  }
}
