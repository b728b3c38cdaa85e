package io.github.xclip4j.video;

/**
 * The part of a resized image that the crop keeps along one axis, and its place in the result. An image that is smaller
 * than the crop is centred on black; an odd pixel of border comes before it.
 *
 * @param input pixels of the frame
 * @param resized pixels after resizing
 * @param first resized pixel that is kept
 * @param count how many are kept
 * @param target position of the first kept pixel in the result
 * @param output pixels of the result
 */
record AxisWindow(int input, int resized, int first, int count, int target, int output) {
  static AxisWindow whole(int input, int resized) {
    return new AxisWindow(input, resized, 0, resized, 0, resized);
  }

  static AxisWindow cropped(int input, int resized, int crop, CropPosition position) {
    return resized >= crop
        ? new AxisWindow(input, resized, position.first(resized - crop), crop, 0, crop)
        : new AxisWindow(input, resized, 0, resized, (crop - resized + 1) / 2, crop);
  }
}
