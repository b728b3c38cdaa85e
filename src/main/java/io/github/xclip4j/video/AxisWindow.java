package io.github.xclip4j.video;

/**
 * Along one axis: what part of the resized image the crop keeps, and where it lies in the result. An image smaller than
 * the crop is centred on black, the odd pixel of border before it.
 *
 * @param input pixels of the frame
 * @param resized pixels after resizing
 * @param first resized pixel that is kept
 * @param count how many are kept
 * @param target where the first one lies in the result
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
