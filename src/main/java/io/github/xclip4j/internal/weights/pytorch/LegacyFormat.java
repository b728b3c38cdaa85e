package io.github.xclip4j.internal.weights.pytorch;

import io.github.xclip4j.internal.weights.Printable;
import io.github.xclip4j.internal.weights.pytorch.PickleValues.Storage;
import io.github.xclip4j.weights.WeightsException;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The format before PyTorch 1.6: pickles of a magic number, a protocol version, facts about the machine, the object
 * and the storages' keys, then for every key an element count and the bytes.
 */
final class LegacyFormat {
  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final long PROTOCOL = 1001;

  private LegacyFormat() {}

  static PyTorchFile.Content read(MemorySegment file, String origin) throws WeightsException {
    PickleBytes in = new PickleBytes(file, origin);
    if (!new Unpickler(in).load().equals(MAGIC)) {
      throw new WeightsException(origin + ": a pickle, but not one that torch.save wrote: is this a file of weights?");
    }
    Object version = new Unpickler(in).load();
    if (!version.equals(PROTOCOL)) {
      throw in.damaged("protocol " + Printable.name(version.toString()) + ", known is " + PROTOCOL);
    }
    if (new Unpickler(in).load() instanceof Map<?, ?> facts && Boolean.FALSE.equals(facts.get("little_endian"))) {
      throw new WeightsException(origin
          + ": written by a big-endian machine, this engine reads little-endian: save the checkpoint again on another");
    }
    Unpickler unpickler = new Unpickler(in);
    Object root = unpickler.load();
    Map<String, MemorySegment> bytes = storages(in, unpickler.storages());
    return new PyTorchFile.Content(root, storage -> {
      MemorySegment found = bytes.get(storage.root());
      if (found == null) {
        throw new WeightsException(
            origin + ": no bytes for storage " + Printable.name(storage.root()) + ": the file is damaged");
      }
      return found;
    });
  }

  private static Map<String, MemorySegment> storages(PickleBytes in, Map<String, Storage> claimed)
      throws WeightsException {
    if (!(new Unpickler(in).load() instanceof List<?> keys)) {
      throw in.damaged("no list of storage keys");
    }
    Map<String, MemorySegment> bytes = new HashMap<>();
    for (Object key : keys) {
      Storage storage = key instanceof String || key instanceof Long ? claimed.get(key.toString()) : null;
      if (storage == null) {
        throw in.damaged("a storage that no tensor uses");
      }
      long elements = in.littleLong();
      if (elements != storage.elements() || elements < 0 || elements > Long.MAX_VALUE / Long.SIZE) {
        throw in
            .damaged("storage " + Printable.name(storage.root()) + " has " + elements + " elements, the pickle says "
                + storage.elements());
      }
      bytes.put(storage.root(), in.slice(elements * storage.dtype().bits() / Byte.SIZE));
    }
    return bytes;
  }
}
