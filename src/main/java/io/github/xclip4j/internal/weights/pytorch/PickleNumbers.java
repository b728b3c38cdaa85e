package io.github.xclip4j.internal.weights.pytorch;

import io.github.xclip4j.internal.weights.Printable;
import io.github.xclip4j.weights.WeightsException;
import java.math.BigInteger;

/** Numbers as pickles write them. */
final class PickleNumbers {
  private PickleNumbers() {}

  /** A line of decimal digits; {@code 00} and {@code 01} are how protocol 0 writes truth values. */
  static Object textInteger(PickleBytes in) throws WeightsException {
    String line = in.line();
    if (line.equals("00") || line.equals("01")) {
      return line.equals("01");
    }
    try {
      return narrow(new BigInteger(line.endsWith("L") ? line.substring(0, line.length() - 1) : line));
    } catch (NumberFormatException e) {
      throw wrong(in, line, "no integer", e);
    }
  }

  /** A two's complement number of any length. */
  static Object integer(byte[] littleEndian) {
    byte[] bigEndian = new byte[Math.max(littleEndian.length, 1)];
    for (int i = 0; i < littleEndian.length; i++) {
      bigEndian[i] = littleEndian[littleEndian.length - 1 - i];
    }
    return narrow(new BigInteger(bigEndian));
  }

  /** A line with a decimal fraction. */
  static double decimal(PickleBytes in) throws WeightsException {
    String line = in.line();
    try {
      return Double.parseDouble(line);
    } catch (NumberFormatException e) {
      throw wrong(in, line, "no number", e);
    }
  }

  /** A line with the index of a memo. */
  static int index(PickleBytes in) throws WeightsException {
    String line = in.line();
    try {
      return Integer.parseInt(line);
    } catch (NumberFormatException e) {
      throw wrong(in, line, "no memo index", e);
    }
  }

  private static Object narrow(BigInteger value) {
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }

  private static WeightsException wrong(PickleBytes in, String line, String what, NumberFormatException cause) {
    return new WeightsException(in.damaged(Printable.name(line) + " is " + what).getMessage(), cause);
  }
}
