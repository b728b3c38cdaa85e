package io.github.xclip4j.text;

import java.nio.charset.StandardCharsets;

/**
 * The printable character that represents each byte in a byte-level vocabulary: printable Latin-1 bytes represent
 * themselves, and the other 68 are numbered upwards from U+0100 (GPT-2's {@code bytes_to_unicode}).
 */
final class ByteAlphabet {
  private static final int FIRST_SUBSTITUTE = 0x100;

  private final char[] characters = new char[256];
  private final short[] bytes;

  ByteAlphabet() {
    int substitutes = 0;
    for (int value = 0; value < 256; value++) {
      characters[value] = isPrintable(value) ? (char) value : (char) (FIRST_SUBSTITUTE + substitutes++);
    }
    bytes = new short[FIRST_SUBSTITUTE + substitutes];
    java.util.Arrays.fill(bytes, (short) -1);
    for (int value = 0; value < 256; value++) {
      bytes[characters[value]] = (short) value;
    }
  }

  private static boolean isPrintable(int value) {
    return value >= '!' && value <= '~' || value >= 0xA1 && value <= 0xAC || value >= 0xAE;
  }

  char character(int value) {
    return characters[value];
  }

  /** The bytes that a token's characters represent, or its UTF-8 if one of them represents no byte. */
  byte[] bytes(String token) {
    byte[] result = new byte[token.length()];
    for (int i = 0; i < result.length; i++) {
      char c = token.charAt(i);
      if (c >= bytes.length || bytes[c] < 0) {
        return token.getBytes(StandardCharsets.UTF_8);
      }
      result[i] = (byte) bytes[c];
    }
    return result;
  }
}
