package io.github.xclip4j.internal.weights.pytorch;

import io.github.xclip4j.weights.DType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a pickle can turn into, beside String, Long, BigInteger, Double, Boolean, byte[], List and Map. None of it
 * does anything.
 */
final class PickleValues {
  private PickleValues() {}

  /** Python's {@code None}. */
  enum None {
    NONE
  }

  /** A Python tuple; compared by identity, as hashing its items could take forever in a hostile file. */
  static final class Tuple {
    private final List<Object> items;

    Tuple(List<Object> items) {
      this.items = items;
    }

    List<Object> items() {
      return items;
    }
  }

  /** A class or function by name, never looked up. */
  record Global(String module, String name) {
    String path() {
      return module + "." + name;
    }

    @Override
    public String toString() {
      return path();
    }
  }

  /** An object of a class that is not on the list: its parts, as the pickle gave them. */
  static final class Inert {
    private final Global type;
    private final Map<Object, Object> entries = new LinkedHashMap<>();
    private final List<Object> elements = new ArrayList<>();

    Inert(Global type) {
      this.type = type;
    }

    Global type() {
      return type;
    }

    /** Items set as on a dict. */
    Map<Object, Object> entries() {
      return entries;
    }

    /** Items appended as to a list. */
    List<Object> elements() {
      return elements;
    }
  }

  /**
   * A storage the pickle refers to; its bytes are elsewhere in the file.
   *
   * @param dtype the element type; for an untyped storage U8
   * @param elements how many the pickle says there are
   * @param root the key of the storage whose bytes this one shares
   * @param rootOffset first element within the root
   */
  record Storage(DType dtype, String key, long elements, String root, long rootOffset) {}

  /** A tensor over a storage. */
  record Tensor(Storage storage, DType dtype, long firstElement, List<Long> shape, List<Long> strides) {}
}
