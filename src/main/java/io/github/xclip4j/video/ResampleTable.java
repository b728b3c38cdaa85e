package io.github.xclip4j.video;

/**
 * The weights that make each kept pixel of one axis out of pixels of the frame, in fixed point.
 *
 * <p>PIL's {@code precompute_coeffs} and {@code normalize_coeffs_8bpc}: the filter is widened by the reduction, its
 * values are computed and made to sum to one in double, then rounded to {@value #FRACTION_BITS} bits.
 */
final class ResampleTable {

  /** 32 bits less 8 of the pixel and 2 of headroom for the overshoot of negative lobes. */
  static final int FRACTION_BITS = 22;

  /** Half of one, for rounding. */
  static final int HALF = 1 << FRACTION_BITS - 1;

  private final int taps;
  private final int[] first;
  private final int[] counts;
  private final int[] weights;

  ResampleTable(AxisWindow axis, ResampleFilter filter) {
    first = new int[axis.count()];
    counts = new int[axis.count()];
    double scale = (double) axis.input() / axis.resized();
    double filterScale = Math.max(scale, 1);
    double support = filter.support() * filterScale;
    taps = filter == ResampleFilter.NEAREST ? 1 : Math.min(axis.input(), (int) Math.ceil(support) * 2 + 1);
    weights = new int[Math.multiplyExact(axis.count(), taps)];
    if (filter == ResampleFilter.NEAREST) {
      nearest(axis, scale);
      return;
    }
    double[] values = new double[taps];
    double perPixel = 1 / filterScale;
    for (int i = 0; i < axis.count(); i++) {
      double center = (axis.first() + i + 0.5) * scale;
      int begin = Math.max(0, (int) (center - support + 0.5));
      int end = Math.min(axis.input(), (int) (center + support + 0.5));
      double sum = 0;
      for (int t = 0; t < end - begin; t++) {
        values[t] = filter.weight((t + begin - center + 0.5) * perPixel);
        sum += values[t];
      }
      first[i] = begin;
      counts[i] = end - begin;
      for (int t = 0; t < end - begin; t++) {
        weights[i * taps + t] = fixed(sum == 0 ? values[t] : values[t] / sum);
      }
    }
  }

  /** Positions are summed up, not multiplied out, as PIL does: the last bit of a position can decide the pixel. */
  private void nearest(AxisWindow axis, double scale) {
    double position = scale * 0.5;
    for (int i = 0; i < axis.first() + axis.count(); i++) {
      if (i >= axis.first()) {
        first[i - axis.first()] = Math.min((int) position, axis.input() - 1);
        counts[i - axis.first()] = 1;
        weights[i - axis.first()] = 1 << FRACTION_BITS;
      }
      position += scale;
    }
  }

  private static int fixed(double weight) {
    double scaled = weight * (1 << FRACTION_BITS);
    return (int) (scaled < 0 ? scaled - 0.5 : scaled + 0.5);
  }

  /** The most pixels any one is made of. */
  int taps() {
    return taps;
  }

  /** The first pixel of the frame that makes the {@code i}-th kept one. */
  int first(int i) {
    return first[i];
  }

  /** How many pixels make the {@code i}-th kept one. */
  int count(int i) {
    return counts[i];
  }

  /** The weights, {@link #taps} for every kept pixel. */
  int[] weights() {
    return weights;
  }
}
