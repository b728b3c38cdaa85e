package io.github.xclip4j.internal.model;

import io.github.xclip4j.backend.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Token sequences of different lengths packed one after the other into (1, tokens, width), those of one length next to
 * each other: linear layers see one matrix without padding, attention a dense stack per length.
 */
public final class Sequences {
  /** Sequences of one length. */
  private record Run(int firstRow, int count, int length) {}

  private final int[] ids;
  private final int[] positions;
  private final int[] ends;
  private final List<Run> runs;

  private Sequences(int[] ids, int[] positions, int[] ends, List<Run> runs) {
    this.ids = ids;
    this.positions = positions;
    this.ends = ends;
    this.runs = runs;
  }

  /**
   * Packs sequences, each cut behind its end-of-text token: the encoder is causal, so nothing there is ever seen.
   *
   * @param sequences token ids with begin- and end-of-text
   */
  public static Sequences ragged(List<int[]> sequences) {
    return of(sequences.stream().map(Sequences::cut).toList());
  }

  /** Packs sequences of one length as they are, padding included. */
  public static Sequences rectangular(int[][] sequences) {
    return of(List.of(sequences));
  }

  private static Sequences of(List<int[]> sequences) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < sequences.size(); i++) {
      order.add(i);
    }
    order.sort(java.util.Comparator.comparingInt(i -> sequences.get(i).length));
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
    return new Sequences(ids, positions, ends, runs);
  }

  private static int[] cut(int[] sequence) {
    return java.util.Arrays.copyOf(sequence, endOfText(sequence) + 1);
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

  int count() {
    return ends.length;
  }

  int tokens() {
    return ids.length;
  }

  int[] ids() {
    return ids;
  }

  /** The place of every token in its sequence. */
  int[] positions() {
    return positions;
  }

  /** The row of each sequence's end-of-text token, in the order the sequences were given. */
  int[] ends() {
    return ends;
  }

  int longest() {
    return runs.getLast().length;
  }

  /** Views of (1, tokens, width) as (sequences, length, width), one per length. */
  List<Tensor> stacks(Tensor packed) {
    return runs.stream()
        .map(run -> packed.slice(run.firstRow, run.count * run.length).regroup(run.count, run.length))
        .toList();
  }
}
