package io.github.xclip4j.weights;

/** The element types of stored tensors, by their safetensors names. */
public enum DType {
  BOOL(8),
  F4(4),
  F6_E2M3(6),
  F6_E3M2(6),
  U8(8),
  I8(8),
  F8_E4M3(8),
  F8_E4M3FNUZ(8),
  F8_E5M2(8),
  F8_E5M2FNUZ(8),
  F8_E8M0(8),
  U16(16),
  I16(16),
  F16(16),
  BF16(16),
  U32(32),
  I32(32),
  F32(32),
  U64(64),
  I64(64),
  F64(64),
  C64(64),
  /** A type that this version does not know; {@link TensorInfo#dtypeName} has its name. */
  OTHER(0);

  private final int bits;

  DType(int bits) {
    this.bits = bits;
  }

  /** Bits of one element, 0 for {@link #OTHER}; elements of less than a byte lie next to each other without gaps. */
  public int bits() {
    return bits;
  }

  /** Whether elements are whole numbers, truth values among them. */
  public boolean isInteger() {
    return switch (this) {
      case BOOL, U8, I8, U16, I16, U32, I32, U64, I64 -> true;
      default -> false;
    };
  }

  /** Whether elements are floating-point numbers this engine reads as weights. */
  public boolean isFloat() {
    return this == F16 || this == BF16 || this == F32 || this == F64;
  }
}
