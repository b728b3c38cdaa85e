package io.github.xclip4j.text;

import java.util.Arrays;

/** The pairs of tokens that merge: an open-addressed map from two ids to the pair's rank and the new id. */
final class MergeTable {
  /** What {@link #find} returns for a pair that does not merge. */
  static final long NONE = -1;

  private final long[] keys;
  private final long[] values;

  MergeTable(int pairs) {
    int slots = Integer.highestOneBit(Math.max(pairs, 8)) * 4;
    keys = new long[slots];
    values = new long[slots];
    Arrays.fill(keys, NONE);
  }

  /** Adds a pair, or replaces its rank, as in the reference. At most as many pairs as the constructor was given. */
  void add(int left, int right, int rank, int merged) {
    int slot = slot(left, right);
    keys[slot] = key(left, right);
    values[slot] = (long) rank << 32 | merged;
  }

  /** The pair's rank in the upper 32 bits and its token in the lower, or {@link #NONE}. */
  long find(int left, int right) {
    int slot = slot(left, right);
    return keys[slot] == NONE ? NONE : values[slot];
  }

  private int slot(int left, int right) {
    long key = key(left, right);
    long hash = key * 0x9E3779B97F4A7C15L;
    int slot = (int) (hash >>> 32) & keys.length - 1;
    while (keys[slot] != NONE && keys[slot] != key) {
      slot = slot + 1 & keys.length - 1;
    }
    return slot;
  }

  private static long key(int left, int right) {
    return (long) left << 32 | right;
  }
}
