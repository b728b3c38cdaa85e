package io.github.xclip4j.internal.backend.cuda;

import io.github.xclip4j.backend.Tensor;

/**
 * A range of device memory that views look into.
 *
 * @param address of the first element
 */
record DeviceMemory(long address, ElementType type, boolean viewable) implements Tensor.Memory {
  static DeviceMemory of(Tensor tensor) {
    return (DeviceMemory) tensor.memory();
  }

  static ElementType type(Tensor tensor) {
    return of(tensor).type;
  }

  /** Where a tensor's first element lies. */
  static long address(Tensor tensor) {
    DeviceMemory memory = of(tensor);
    return memory.address + tensor.offset() * memory.type.bytes();
  }

  /** Whether every row of a tensor begins at a multiple of 16 bytes. */
  static boolean isAligned(Tensor tensor) {
    int bytes = type(tensor).bytes();
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
