package io.github.xclip4j.internal.backend.cuda;

import io.github.xclip4j.backend.Tensor;

/**
 * A range of device memory that views look into.
 *
 * @param address of the first element
 */
record DeviceMemory(long address, Storage storage, boolean viewable) implements Tensor.Memory {
  /** How an element is stored; the kernels know a storage by its ordinal. */
  enum Storage {
    F32(4),
    BF16(2);

    private final int bytes;

    Storage(int bytes) {
      this.bytes = bytes;
    }

    int bytes() {
      return bytes;
    }
  }

  static DeviceMemory of(Tensor tensor) {
    return (DeviceMemory) tensor.memory();
  }

  static Storage storage(Tensor tensor) {
    return of(tensor).storage;
  }

  /** Where a tensor's first element lies. */
  static long address(Tensor tensor) {
    DeviceMemory memory = of(tensor);
    return memory.address + tensor.offset() * memory.storage.bytes;
  }

  /** Whether every row of a tensor begins at a multiple of 16 bytes. */
  static boolean isAligned(Tensor tensor) {
    int bytes = storage(tensor).bytes;
    return address(tensor) % 16 == 0
        && (tensor.rows() <= 1 || tensor.rowStride() * bytes % 16 == 0)
        && (tensor.groups() <= 1 || tensor.groupStride() * bytes % 16 == 0);
  }

  /** Whether rows of all these tensors can be read and written eight elements at a time. */
  static boolean isWide(Tensor... tensors) {
    for (Tensor each : tensors) {
      if (!isAligned(each) || each.cols() % 8 != 0) {
        return false;
      }
    }
    return true;
  }
}
