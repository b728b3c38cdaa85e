package io.github.xclip4j.video;

/**
 * Preprocessed frames: 8-bit pixels and a table of their normalised values, in a quarter of the memory of
 * {@code pixel_values}. Two are equal only if they share their arrays.
 *
 * @param planar [count, 3, height, width]; not copied
 * @param tables the normalised value of every 8-bit pixel, [3][256]
 */
public record Pixels(int count, int height, int width, byte[] planar, float[][] tables) {
  /** The reference's {@code pixel_values}, [count, 3, height, width]. */
  public float[] values() {
    float[] values = new float[planar.length];
    int plane = height * width;
    for (int first = 0; first < planar.length; first += plane) {
      float[] table = tables[first / plane % Frames.CHANNELS];
      for (int i = first; i < first + plane; i++) {
        values[i] = table[planar[i] & 0xFF];
      }
    }
    return values;
  }

  /** The shape, {@code "[8, 3, 224, 224]"}. */
  @Override
  public String toString() {
    return "[" + count + ", " + tables.length + ", " + height + ", " + width + "]";
  }
}
