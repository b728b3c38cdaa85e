package io.github.xclip4j.video;

/**
 * The weights, in fixed point, by which pixels of a frame are summed to each kept pixel along one axis.
 *
 * <p>As PIL's {@code precompute_coeffs} and {@code normalize_coeffs_8bpc}: the filter is widened by the reduction, its
 * values are computed and normalised to a sum of one in double, then rounded to {@value #FRACTION_BITS} bits. Pixels
 * with fewer weights than others get weights of 0 besides, because loops of constant length are predicted well.
 */
final class ResampleTable {
  /** 32 bits less 8 of the pixel and 2 of headroom for the overshoot of negative lobes. */
  static final int FRACTION_BITS = 22;

  /** Half of one, for rounding. */
  static final int HALF = 1 << FRACTION_BITS - 1;

  private final int taps;
  private final int[] first;
  private final int[] weights;

  ResampleTable(AxisWindow axis, ResampleFilter filter) {
    first = new int[axis.count()];
    double scale = (double) axis.input() / axis.resized();
    if (filter == ResampleFilter.NEAREST) {
      taps = 1;
      weights = nearest(axis, scale);
      return;
    }
    double filterScale = Math.max(scale, 1);
    double support = filter.support() * filterScale;
    int[] end = new int[axis.count()];
    int most = 1;
    for (int i = 0; i < axis.count(); i++) {
      double center = (axis.first() + i + 0.5) * scale;
      first[i] = Math.max(0, (int) (center - support + 0.5));
      end[i] = Math.min(axis.input(), (int) (center + support + 0.5));
      most = Math.max(most, end[i] - first[i]);
    }
    taps = most;
    weights = new int[Math.multiplyExact(axis.count(), taps)];
    double[] values = new double[taps];
    double perPixel = 1 / filterScale;
    for (int i = 0; i < axis.count(); i++) {
      double center = (axis.first() + i + 0.5) * scale;
      int count = end[i] - first[i];
      double sum = 0;
      for (int t = 0; t < count; t++) {
        values[t] = filter.weight((t + first[i] - center + 0.5) * perPixel);
        sum += values[t];
      }
      int padding = Math.max(0, first[i] + taps - axis.input());
      first[i] -= padding;
      for (int t = 0; t < count; t++) {
        weights[i * taps + padding + t] = fixed(sum == 0 ? values[t] : values[t] / sum);
      }
    }
  }

  /** Positions are accumulated, not multiplied, as in PIL, since the last bit of a position can decide the pixel. */
  private int[] nearest(AxisWindow axis, double scale) {
    int[] ones = new int[axis.count()];
    double position = scale * 0.5;
    for (int i = 0; i < axis.first() + axis.count(); i++) {
      if (i >= axis.first()) {
        first[i - axis.first()] = Math.min((int) position, axis.input() - 1);
        ones[i - axis.first()] = 1 << FRACTION_BITS;
      }
      position += scale;
    }
    return ones;
  }

  private static int fixed(double weight) {
    double scaled = weight * (1 << FRACTION_BITS);
    return (int) (scaled < 0 ? scaled - 0.5 : scaled + 0.5);
  }

  /** How many pixels of the frame are summed to each kept pixel, some with weight 0. */
  int taps() {
    return taps;
  }

  /** The first pixel of the frame that is summed to the {@code i}-th kept pixel. */
  int first(int i) {
    return first[i];
  }

  /** The weights, {@link #taps} of them for every kept pixel. */
  int[] weights() {
    return weights;
  }
}
