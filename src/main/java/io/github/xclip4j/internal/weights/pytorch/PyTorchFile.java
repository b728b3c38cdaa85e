package io.github.xclip4j.internal.weights.pytorch;

import io.github.xclip4j.internal.weights.MappedFile;
import io.github.xclip4j.internal.weights.Printable;
import io.github.xclip4j.internal.weights.StoredTensor;
import io.github.xclip4j.internal.weights.StoredWeights;
import io.github.xclip4j.internal.weights.pytorch.PickleValues.Storage;
import io.github.xclip4j.internal.weights.pytorch.PickleValues.Tensor;
import io.github.xclip4j.weights.TensorInfo;
import io.github.xclip4j.weights.WeightsException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what {@code torch.save} wrote, the zip format and the one before PyTorch 1.6, without executing anything.
 *
 * <p>The state dict may be the whole file or an entry of it, see {@link StateDict}; scalars beside it (a trainer's settings) become the
 * metadata of the result, by dotted names.
 */
public final class PyTorchFile {
  /** The opcode a pickle of protocol 2 or later begins with. */
  private static final byte PROTOCOL = (byte) 0x80;

  private PyTorchFile() {}

  /**
   * Whether a file's first bytes are those of either format. A safetensors file may begin with either's, as
   * the low bytes of its header's length, but then has the header's brace at byte 8.
   */
  public static boolean isPyTorch(MemorySegment file) {
    boolean pickle = file.byteSize() > 1 && file.get(ValueLayout.JAVA_BYTE, 0) == PROTOCOL;
    boolean header = file.byteSize() > Long.BYTES && file.get(ValueLayout.JAVA_BYTE, Long.BYTES) == '{';
    return !header && (pickle || ZipArchive.isZip(file));
  }

  /**
   * Opens a file.
   *
   * @throws IOException if it cannot be read
   * @throws WeightsException if it is damaged, wants to run code or has no tensors
   */
  public static StoredWeights open(Path path) throws IOException {
    return read(MappedFile.open(path));
  }

  /** Reads a mapped file; its arena is closed with the result, and on failure. */
  public static StoredWeights read(MappedFile file) throws WeightsException {
    try {
      return read(file.bytes(), file.path().toString(), file.arena());
    } catch (WeightsException | RuntimeException e) {
      file.arena().close();
      throw e;
    }
  }

  static StoredWeights read(MemorySegment file, String origin, Arena arena) throws WeightsException {
    boolean zip = ZipArchive.isZip(file);
    Content content;
    try {
      content = zip ? ZipFormat.read(file, origin, arena) : LegacyFormat.read(file, origin);
    } catch (WeightsException e) {
      throw e.getMessage().startsWith(origin) ? e : new WeightsException(origin + ": " + e.getMessage(), e);
    }
    StateDict stateDict = StateDict.in(content.root(), origin);
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    Map<String, MemorySegment> storages = new HashMap<>();
    for (Map.Entry<?, ?> entry : stateDict.entries().entrySet()) {
      if (entry.getKey() instanceof String name && entry.getValue() instanceof Tensor tensor) {
        tensors.put(name, tensor(name, tensor, content, storages, origin));
      }
    }
    String how = zip ? " (PyTorch zip file, mapped)" : " (PyTorch file of the format before 1.6, mapped)";
    String entry = stateDict.path().isEmpty() ? "" : ", its entry " + Printable.name(stateDict.path());
    return new StoredWeights(
        origin + how + entry, tensors, TrainerSettings.of(content.root(), stateDict.entries()), List.of(arena));
  }

  private static StoredTensor tensor(
      String name, Tensor tensor, Content content, Map<String, MemorySegment> storages, String origin)
      throws WeightsException {
    Storage storage = tensor.storage();
    String where = origin + ": " + Printable.name(name);
    MemorySegment bytes = storages.get(storage.root());
    if (bytes == null) {
      bytes = content.storages().bytes(storage);
      storages.put(storage.root(), bytes);
    }
    long rootBytes = bytes.byteSize();
    long width = storage.dtype().bits() / Byte.SIZE;
    if (storage.rootOffset() < 0 || storage.rootOffset() > rootBytes / width) {
      throw new WeightsException(where + ": its storage starts at element " + storage.rootOffset() + " of one of "
          + rootBytes / width + ": the file is damaged");
    }
    try {
      return StoredTensor.strided(where, new TensorInfo(tensor.dtype(), tensor.shape()),
          bytes.asSlice(storage.rootOffset() * width), tensor.firstElement(), tensor.strides());
    } catch (IllegalArgumentException e) {
      throw new WeightsException(where + ": " + e.getMessage() + ": the file is damaged", e);
    }
  }

  /** What either format comes down to. */
  record Content(Object root, Storages storages) {}

  /** Finds a storage's bytes. */
  interface Storages {
    /** All bytes of the storage's root, as many as it claims. */
    MemorySegment bytes(Storage storage) throws WeightsException;
  }
}
