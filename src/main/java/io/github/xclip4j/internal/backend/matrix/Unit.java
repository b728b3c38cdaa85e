package io.github.xclip4j.internal.backend.matrix;

/** A kind of matrix unit. */
enum Unit {
  /** Tiles of 16 rows of 64 bytes: Intel, Sapphire Rapids and newer. */
  AMX("AMX", "amx"),
  /** Dot products within AVX-512 registers: AMD Zen 4, Intel Cooper Lake and newer. */
  AVX512("AVX-512 BF16", "avx512");

  private final String title;
  private final String suffix;

  Unit(String title, String suffix) {
    this.title = title;
    this.suffix = suffix;
  }

  /** What people call it. */
  String title() {
    return title;
  }

  /** Of its functions' names. */
  String suffix() {
    return suffix;
  }
}
