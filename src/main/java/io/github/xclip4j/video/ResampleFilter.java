package io.github.xclip4j.video;

/** The resampling filters of PIL, in the order of their numbers ({@code PIL.Image.Resampling}). */
enum ResampleFilter {
  NEAREST(0),
  LANCZOS(3),
  BILINEAR(1),
  BICUBIC(2),
  BOX(0.5),
  HAMMING(1);

  private final double support;

  ResampleFilter(double support) {
    this.support = support;
  }

  /** Half the filter's width, in pixels of the smaller scale. */
  double support() {
    return support;
  }

  /** The filter's value at a distance from its centre; {@link #NEAREST} has none. */
  double weight(double distance) {
    double x = Math.abs(distance);
    return switch (this) {
      case NEAREST -> throw new IllegalStateException("nearest takes one pixel and weighs none");
      case LANCZOS -> distance >= -3 && distance < 3 ? sinc(distance) * sinc(distance / 3) : 0;
      case BILINEAR -> x < 1 ? 1 - x : 0;
      case BICUBIC -> bicubic(x);
      case BOX -> distance > -0.5 && distance <= 0.5 ? 1 : 0;
      case HAMMING -> hamming(x);
    };
  }

  /** Keys' cubic convolution with a = −1/2. */
  private static double bicubic(double x) {
    double a = -0.5;
    if (x < 1) {
      return ((a + 2) * x - (a + 3)) * x * x + 1;
    }
    return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
  }

  private static double hamming(double x) {
    return x < 1 ? sinc(x) * (0.54 + 0.46 * Math.cos(x * Math.PI)) : 0;
  }

  private static double sinc(double x) {
    return x == 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
  }
}
