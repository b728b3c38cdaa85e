package io.github.xclip4j.weights;

/** The element types of stored tensors, by their safetensors names. */
public enum DType {
  BOOL(1),
  U8(1),
  I8(1),
  F8_E4M3(1),
  F8_E5M2(1),
  U16(2),
  I16(2),
  F16(2),
  BF16(2),
  U32(4),
  I32(4),
  F32(4),
  U64(8),
  I64(8),
  F64(8);

  private final int bytes;

  DType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /** Whether elements are whole numbers, truth values among them. */
  public boolean isInteger() {
    return switch (this) {
      case BOOL, U8, I8, U16, I16, U32, I32, U64, I64 -> true;
      case F8_E4M3, F8_E5M2, F16, BF16, F32, F64 -> false;
    };
  }

  /** Whether elements are floating-point numbers this engine reads as weights. */
  public boolean isFloat() {
    return this == F16 || this == BF16 || this == F32 || this == F64;
  }
}
