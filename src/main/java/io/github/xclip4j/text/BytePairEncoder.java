package io.github.xclip4j.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;

/** Turns words into token ids. Safe for use by many threads. */
/*
 * A word starts as its UTF-8 bytes, the last of which is marked as the end of the word. Then the adjacent pair of the
 * lowest rank (the leftmost of equals) is merged, until no pair merges. Pairs wait in a priority queue, so that a word
 * of n bytes costs n log n; with a scan for the best pair, a line of 100,000 letters would take minutes. Words seen
 * before come from a cache, which is cleared when it is full; that is enough because labels use few words.
 */
final class BytePairEncoder {
  private static final int LARGEST_CACHE_WORDS = 1 << 14;
  private static final int LONGEST_CACHED_CHARACTERS = 64;

  private final int[] byteIds;
  private final int[] lastByteIds;
  private final MergeTable merges;
  private final ConcurrentHashMap<String, int[]> cache = new ConcurrentHashMap<>();

  /**
   * @param byteIds the token of each byte
   * @param lastByteIds the token of each byte at the end of a word
   */
  BytePairEncoder(int[] byteIds, int[] lastByteIds, MergeTable merges) {
    this.byteIds = byteIds;
    this.lastByteIds = lastByteIds;
    this.merges = merges;
  }

  /** The ids of a non-empty word. Callers must not change the array. */
  int[] encode(String word) {
    if (word.length() > LONGEST_CACHED_CHARACTERS) {
      return merge(word);
    }
    int[] known = cache.get(word);
    if (known == null) {
      known = merge(word);
      if (cache.size() >= LARGEST_CACHE_WORDS) {
        cache.clear();
      }
      cache.put(word, known);
    }
    return known;
  }

  int cachedWords() {
    return cache.size();
  }

  private int[] merge(String word) {
    byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
    int[] symbols = new int[bytes.length];
    int[] next = new int[bytes.length];
    int[] previous = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      symbols[i] = (i == bytes.length - 1 ? lastByteIds : byteIds)[bytes[i] & 0xFF];
      next[i] = i + 1;
      previous[i] = i - 1;
    }
    PriorityQueue<Long> queue = new PriorityQueue<>();
    for (int i = 0; i + 1 < symbols.length; i++) {
      offer(queue, symbols, next, i);
    }
    int count = symbols.length;
    while (!queue.isEmpty()) {
      long best = queue.remove();
      int left = (int) best;
      int right = next[left];
      // The symbols of a waiting pair may have merged with others in the meantime.
      if (symbols[left] < 0 || right >= symbols.length) {
        continue;
      }
      long merge = merges.find(symbols[left], symbols[right]);
      if (merge == MergeTable.NONE || merge >>> 32 != best >>> 32) {
        continue;
      }
      symbols[left] = (int) merge;
      symbols[right] = -1;
      next[left] = next[right];
      if (next[left] < symbols.length) {
        previous[next[left]] = left;
        offer(queue, symbols, next, left);
      }
      if (previous[left] >= 0) {
        offer(queue, symbols, next, previous[left]);
      }
      count--;
    }
    return remaining(symbols, count);
  }

  private void offer(PriorityQueue<Long> queue, int[] symbols, int[] next, int left) {
    long merge = merges.find(symbols[left], symbols[next[left]]);
    if (merge != MergeTable.NONE) {
      queue.add((merge >>> 32) << 32 | left);
    }
  }

  private static int[] remaining(int[] symbols, int count) {
    return count == symbols.length ? symbols : Arrays.stream(symbols).filter(symbol -> symbol >= 0).toArray();
  }
}
