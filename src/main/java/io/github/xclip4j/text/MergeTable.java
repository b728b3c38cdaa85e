package io.github.xclip4j.text;

import java.util.Arrays;

/** Which pairs of tokens merge, into what, and how early: an open-addressed map from two ids to rank and new id. */
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

  /** Adds a pair; one that is there already takes the new rank, as in the reference. At most as many as promised. */
  void add(int left, int right, int rank, int merged) {
    int slot = slot(left, right);
    keys[slot] = key(left, right);
    values[slot] = (long) rank << 32 | merged;
  }

  /** The pair's rank in the upper, its token in the lower 32 bits, or {@link #NONE}. */
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
