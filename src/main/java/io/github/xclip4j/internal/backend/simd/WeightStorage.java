package io.github.xclip4j.internal.backend.simd;

/** What the SIMD backend keeps weights in. Results are the same to the bit. */
public enum WeightStorage {
  /** Floats, whatever the file has: nothing to widen when they are used. */
  FLOAT,
  /**
   * Half precision and 8-bit weights stay as narrow as the file has them and are widened a panel at a time when they are
   * used: half or a quarter of the memory. A layer whose rearranged weights would lose something (a scale of queries
   * that is no power of two) is kept as floats.
   */
  STORED
}
