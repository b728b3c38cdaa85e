package io.github.xclip4j.backend;

/**
 * A view of {@code groups × rows × cols} float values on a backend: a stack of matrices whose columns are contiguous
 * and whose rows and groups have any stride. Views share memory with what they were taken from.
 */
public non-sealed interface Tensor extends Resource {

  int groups();

  int rows();

  int cols();

  /** {@code x[:, first : first+count, :]}. */
  Tensor slice(int firstRow, int count);

  /** {@code x[:, :, first : first+count]}. */
  Tensor columns(int first, int count);

  /** {@code x[first : first+count, :, :]}. */
  Tensor groupRange(int first, int count);

  /**
   * The same rows in other groups, as (videos·frames, 1, D) is (videos, frames, D). Needs one row per group, or rows
   * that follow one another at one distance over all groups.
   *
   * @throws IllegalArgumentException if {@code groups·rows} differs or the rows are not evenly spaced
   */
  Tensor regroup(int groups, int rows);

  /**
   * The single group repeated {@code groups} times without copying, as positions are for every frame. Only ever an
   * input.
   */
  Tensor repeat(int groups);
}
