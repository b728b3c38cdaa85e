package io.github.xclip4j.cli.checkpoints;

import io.github.xclip4j.cli.files.AtomicFile;
import io.github.xclip4j.cli.files.JsonText;
import io.github.xclip4j.weights.DType;
import io.github.xclip4j.weights.TensorInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a safetensors file piece by piece; it appears under its name only when {@link #commit} found it complete.
 *
 * <p>Tensors may be written in any order and each in any number of pieces; nothing is held in memory. Wider types come
 * first in the file, so that every tensor is aligned to its element.
 */
public final class SafetensorsWriter implements AutoCloseable {
  private static final int PIECE_BYTES = 1 << 20;

  private final AtomicFile file;
  private final Map<String, Slot> slots;
  private final ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES).order(ByteOrder.LITTLE_ENDIAN);

  private SafetensorsWriter(AtomicFile file, Map<String, Slot> slots) {
    this.file = file;
    this.slots = slots;
  }

  /**
   * Starts a file.
   *
   * @param tensors everything that will be written
   * @param metadata written as {@code __metadata__}; transformers wants {@code format: pt} in a checkpoint
   */
  public static SafetensorsWriter create(Path file, Map<String, TensorInfo> tensors, Map<String, String> metadata)
      throws IOException {
    return create(AtomicFile.create(file), tensors, metadata);
  }

  /** Starts the content of a file, which is closed and committed with this writer. */
  public static SafetensorsWriter create(
      AtomicFile file, Map<String, TensorInfo> tensors, Map<String, String> metadata) throws IOException {
    List<Map.Entry<String, TensorInfo>> ordered = tensors.entrySet().stream()
        .sorted(Comparator.comparingInt(entry -> -entry.getValue().dtype().bits()))
        .toList();
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    if (!metadata.isEmpty()) {
      ObjectNode node = root.putObject("__metadata__");
      metadata.forEach(node::put);
    }
    Map<String, Slot> slots = new LinkedHashMap<>();
    long position = 0;
    for (Map.Entry<String, TensorInfo> entry : ordered) {
      TensorInfo info = entry.getValue();
      long end = Math.addExact(position, info.bytes());
      ObjectNode node = root.putObject(entry.getKey());
      node.put("dtype", info.dtype().name());
      info.shape().forEach(node.putArray("shape")::add);
      node.putArray("data_offsets").add(position).add(end);
      slots.put(entry.getKey(), new Slot(info, position, end));
      position = end;
    }
    byte[] header = JsonText.compact(root);
    int padding = -header.length & 7;
    ByteBuffer start = ByteBuffer.allocate(Long.BYTES + header.length + padding).order(ByteOrder.LITTLE_ENDIAN);
    start.putLong(header.length + (long) padding).put(header);
    while (start.hasRemaining()) {
      start.put((byte) ' ');
    }
    slots.values().forEach(slot -> slot.shift(start.capacity()));
    SafetensorsWriter writer = new SafetensorsWriter(file, slots);
    try {
      file.write(start.flip(), 0);
      return writer;
    } catch (IOException | RuntimeException e) {
      writer.close();
      throw e;
    }
  }

  /** Appends all of {@code values} to a tensor, rounded to its type. */
  public void floats(String name, float[] values) throws IOException {
    floats(name, values, 0, values.length);
  }

  /** Appends {@code count} values to a tensor of a floating-point type, rounded to the nearest. */
  public void floats(String name, float[] values, int offset, int count) throws IOException {
    Slot slot = slot(name);
    int width = slot.info.dtype().bits() / Byte.SIZE;
    int done = 0;
    while (done < count) {
      int now = Math.min(count - done, PIECE_BYTES / width);
      piece.clear();
      ElementWriter.floats(slot.info.dtype(), values, offset + done, now, piece);
      append(name, slot, piece.flip());
      done += now;
    }
  }

  /** Appends integers to a tensor of type I64. */
  public void longs(String name, long[] values) throws IOException {
    Slot slot = slot(name);
    if (slot.info.dtype() != DType.I64) {
      throw new IllegalArgumentException(name + " is " + slot.info.dtype() + ", longs are written as I64");
    }
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    append(name, slot, bytes);
  }

  /** Appends bytes as they are: little-endian elements of the tensor's type. */
  public void bytes(String name, ByteBuffer bytes) throws IOException {
    append(name, slot(name), bytes);
  }

  private Slot slot(String name) {
    Slot slot = slots.get(name);
    if (slot == null) {
      throw new IllegalArgumentException(name + " was not announced when " + file.target() + " was created");
    }
    return slot;
  }

  private void append(String name, Slot slot, ByteBuffer bytes) throws IOException {
    if (bytes.remaining() > slot.end - slot.position) {
      throw new IllegalArgumentException(name + " is " + slot.info.dtype() + " " + slot.info.shapeText() + " with "
          + (slot.end - slot.position) + " bytes still to come, not " + bytes.remaining());
    }
    int count = bytes.remaining();
    file.write(bytes, slot.position);
    slot.position += count;
  }

  /**
   * Makes the file appear under its name.
   *
   * @throws IllegalStateException if a tensor is not complete
   */
  public void commit() throws IOException {
    slots.forEach((name, slot) -> {
      if (slot.position != slot.end) {
        throw new IllegalStateException(name + " lacks its last " + (slot.end - slot.position) + " bytes");
      }
    });
    file.commit();
  }

  /** Removes what was written unless it was committed. */
  @Override
  public void close() throws IOException {
    file.close();
  }

  /** Where a tensor's next bytes go. */
  private static final class Slot {
    private final TensorInfo info;
    private long position;
    private long end;

    Slot(TensorInfo info, long position, long end) {
      this.info = info;
      this.position = position;
      this.end = end;
    }

    void shift(long bytes) {
      position += bytes;
      end += bytes;
    }
  }
}
