package io.github.xclip4j.backend.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** The one place that knows how wide vectors are. */
final class Simd {
  /** The widest vectors that this machine computes well with. */
  static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;

  /** Floats per vector. */
  static final int LANES = F.length();

  private static final VectorShuffle<Float> BY_1 = rotation(1);
  private static final VectorShuffle<Float> BY_2 = rotation(2);
  private static final VectorShuffle<Float> BY_4 = rotation(4);
  private static final VectorShuffle<Float> BY_8 = rotation(8);

  private Simd() {}

  /**
   * The sum of all lanes, always in the same order. {@code reduceLanes} leaves the order open, and the interpreter and
   * the compilers differ in it: the same input would not always give the same bits.
   */
  static float sum(FloatVector v) {
    FloatVector sum = v;
    if (LANES > 8) {
      sum = sum.add(sum.rearrange(BY_8));
    }
    if (LANES > 4) {
      sum = sum.add(sum.rearrange(BY_4));
    }
    sum = sum.add(sum.rearrange(BY_2));
    return sum.add(sum.rearrange(BY_1)).lane(0);
  }

  private static VectorShuffle<Float> rotation(int by) {
    return VectorShuffle.fromOp(F, lane -> (lane + by) % F.length());
  }
}
