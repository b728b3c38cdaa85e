package io.github.xclip4j.internal.weights.pytorch;

import io.github.xclip4j.internal.weights.Printable;
import io.github.xclip4j.weights.WeightsException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** The format since PyTorch 1.6: a zip file of one pickle and one entry per storage. */
final class ZipFormat {
  private static final String PICKLE = "/data.pkl";

  private ZipFormat() {}

  static PyTorchFile.Content read(MemorySegment file, String origin, Arena arena) throws WeightsException {
    ZipArchive zip = new ZipArchive(file, origin);
    String pickle = zip.names().stream()
        .filter(name -> name.endsWith(PICKLE) && name.indexOf('/') == name.length() - PICKLE.length())
        .findFirst()
        .orElseThrow(() -> new WeightsException(
            origin + ": a zip file without a data.pkl in its folder: torch.save did not write it"));
    String folder = pickle.substring(0, pickle.length() - PICKLE.length() + 1);
    if (zip.names().contains(folder + "byteorder")) {
      String order = new String(
          zip.content(folder + "byteorder", arena).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
      if (!order.equals("little")) {
        throw new WeightsException(origin + ": byte order is " + Printable.name(order)
            + ", this engine reads little: save the checkpoint again on a little-endian machine");
      }
    }
    Object root = new Unpickler(new PickleBytes(zip.content(pickle, arena), origin)).load();
    return new PyTorchFile.Content(root, storage -> {
      String entry = folder + "data/" + storage.root();
      MemorySegment bytes = zip.content(entry, arena);
      int width = storage.dtype().bits() / Byte.SIZE;
      if (bytes.byteSize() / width != storage.elements() || bytes.byteSize() % width != 0) {
        throw new WeightsException(origin + ": " + Printable.name(entry) + " has " + bytes.byteSize()
            + " bytes, the pickle says " + storage.elements() + " elements of " + storage.dtype()
            + ": the file is damaged");
      }
      return bytes;
    });
  }
}
