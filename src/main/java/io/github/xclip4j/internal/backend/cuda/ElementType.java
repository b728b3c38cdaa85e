package io.github.xclip4j.internal.backend.cuda;

/** How an element is stored on the device; the kernels know a type by its ordinal. */
enum ElementType {
  F32(4),
  BF16(2);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  int bytes() {
    return bytes;
  }
}
