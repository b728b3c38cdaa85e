package io.github.xclip4j.internal.model;

import io.github.xclip4j.backend.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Token sequences of different lengths, packed one after the other into (1, tokens, width), with those of equal length
 * next to each other. So linear layers see one matrix without padding, and attention a dense stack for each length.
 */
public final class Sequences {
  /** Sequences of one length. */
  private record Run(int firstRow, int count, int length) {}

  private final int[] ids;
  private final int[] positions;
  private final int[] ends;
  private final List<Run> runs;
  private final int longestGiven;

  private Sequences(int[] ids, int[] positions, int[] ends, List<Run> runs, int longestGiven) {
    this.ids = ids;
    this.positions = positions;
    this.ends = ends;
    this.runs = runs;
    this.longestGiven = longestGiven;
  }

  /**
   * Packs sequences, each truncated after its end-of-text token: the encoder is causal, so what follows is never seen.
   *
   * @param sequences token ids with begin- and end-of-text
   */
  public static Sequences ragged(List<int[]> sequences) {
    return of(sequences.stream().map(Sequences::truncated).toList(), longest(sequences));
  }

  /**
   * Sequences as {@link #ragged} packs them, in pieces that each need a bounded amount of scratch.
   *
   * @param tokens the most tokens of a piece; a longer sequence is a piece of its own
   * @return in the order the sequences were given
   */
  public static List<Sequences> pieces(List<int[]> sequences, int tokens) {
    List<Sequences> pieces = new ArrayList<>();
    int first = 0;
    while (first < sequences.size()) {
      int last = first + 1;
      int taken = sequences.get(first).length;
      while (last < sequences.size() && taken + sequences.get(last).length <= tokens) {
        taken += sequences.get(last++).length;
      }
      pieces.add(ragged(sequences.subList(first, last)));
      first = last;
    }
    return pieces;
  }

  /** Packs sequences of one length as they are, padding included. */
  public static Sequences rectangular(int[][] sequences) {
    List<int[]> all = List.of(sequences);
    return of(all, longest(all));
  }

  private static int longest(List<int[]> sequences) {
    return sequences.stream().mapToInt(sequence -> sequence.length).max().orElse(0);
  }

  private static Sequences of(List<int[]> sequences, int longestGiven) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < sequences.size(); i++) {
      order.add(i);
    }
    order.sort(Comparator.comparingInt(i -> sequences.get(i).length));
    int total = sequences.stream().mapToInt(sequence -> sequence.length).sum();
    int[] ids = new int[total];
    int[] positions = new int[total];
    int[] ends = new int[sequences.size()];
    List<Run> runs = new ArrayList<>();
    int row = 0;
    for (int i : order) {
      int[] sequence = sequences.get(i);
      Run last = runs.isEmpty() ? null : runs.getLast();
      if (last != null && last.length == sequence.length) {
        runs.set(runs.size() - 1, new Run(last.firstRow, last.count + 1, last.length));
      } else {
        runs.add(new Run(row, 1, sequence.length));
      }
      ends[i] = row + endOfText(sequence);
      for (int position = 0; position < sequence.length; position++) {
        ids[row] = sequence[position];
        positions[row++] = position;
      }
    }
    return new Sequences(ids, positions, ends, runs, longestGiven);
  }

  private static int[] truncated(int[] sequence) {
    return Arrays.copyOf(sequence, endOfText(sequence) + 1);
  }

  /** The first highest id, which is where the reference reads its pooled output ({@code input_ids.argmax}). */
  private static int endOfText(int[] sequence) {
    if (sequence.length == 0) {
      throw new IllegalArgumentException("a token sequence is empty: it needs at least the end-of-text token");
    }
    int best = 0;
    for (int i = 1; i < sequence.length; i++) {
      if (sequence[i] > sequence[best]) {
        best = i;
      }
    }
    return best;
  }

  /** How many sequences there are. */
  public int count() {
    return ends.length;
  }

  /** How many tokens all sequences have. */
  int tokens() {
    return ids.length;
  }

  int[] ids() {
    return ids;
  }

  /** The position of every token in its sequence. */
  int[] positions() {
    return positions;
  }

  /** The row of each sequence's end-of-text token, in the order the sequences were given. */
  int[] ends() {
    return ends;
  }

  /** How many tokens the longest sequence had before truncation; the model's context must hold them. */
  int longestGiven() {
    return longestGiven;
  }

  /** How many tokens each sequence has; only if all have the same number. */
  int length() {
    if (runs.size() != 1) {
      throw new IllegalStateException("the sequences are of " + runs.size() + " lengths, not of one");
    }
    return runs.getFirst().length;
  }

  /** Views of (1, tokens, width) as (sequences, length, width), one per length. */
  List<Tensor> stacks(Tensor packed) {
    return runs.stream()
        .map(run -> packed.slice(run.firstRow, run.count * run.length).regroup(run.count, run.length))
        .toList();
  }
}
