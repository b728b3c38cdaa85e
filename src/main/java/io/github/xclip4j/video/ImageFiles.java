package io.github.xclip4j.video;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/**
 * Reads PNG, JPEG, BMP and what else the JDK reads, as a frame.
 *
 * <p>Samples are taken as they are stored, with transparency dropped, as PIL's {@code convert("RGB")} does; the JDK's
 * own conversion would treat grey as linear light and change its values.
 */
public final class ImageFiles {
  private ImageFiles() {}

  /**
   * Reads an image.
   *
   * @return one frame
   * @throws VideoException if it is not an image or of an unknown kind
   */
  public static Frames read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new VideoException(file + ": no such file; give an image, PNG or JPEG");
    }
    BufferedImage image;
    try {
      image = ImageIO.read(file.toFile());
    } catch (IOException | RuntimeException e) {
      throw new VideoException(file + ": is no complete image (" + e.getMessage() + "); copy it again", e);
    }
    if (image == null) {
      throw new VideoException(file + ": " + Files.size(file)
          + " bytes, but not an image the JDK can read; give PNG, JPEG, BMP or GIF");
    }
    return new Frames(1, image.getHeight(), image.getWidth(), rgb(image));
  }

  /** @return [height, width, 3] */
  static byte[] rgb(BufferedImage image) {
    int height = image.getHeight();
    int width = image.getWidth();
    byte[] rgb = new byte[height * width * Frames.CHANNELS];
    boolean indexed = image.getColorModel() instanceof IndexColorModel;
    int bits = image.getColorModel().getComponentSize(0);
    int type = image.getRaster().getTransferType();
    boolean whole = type == DataBuffer.TYPE_BYTE || type == DataBuffer.TYPE_USHORT || type == DataBuffer.TYPE_INT;
    if (indexed || !whole || bits != 8 && bits != 16) {
      convert(image, rgb);
    } else {
      copy(image.getRaster(), bits - 8, rgb);
    }
    return rgb;
  }

  private static void copy(Raster raster, int shift, byte[] rgb) {
    int bands = raster.getNumBands();
    int step = bands >= Frames.CHANNELS ? 1 : 0;
    int width = raster.getWidth();
    int[] row = new int[width * bands];
    int at = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int x = 0; x < width; x++) {
        for (int channel = 0; channel < Frames.CHANNELS; channel++) {
          rgb[at++] = (byte) (row[x * bands + channel * step] >> shift);
        }
      }
    }
  }

  private static void convert(BufferedImage image, byte[] rgb) {
    int[] row = new int[image.getWidth()];
    int at = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, row.length, 1, row, 0, row.length);
      for (int argb : row) {
        rgb[at++] = (byte) (argb >> 16);
        rgb[at++] = (byte) (argb >> 8);
        rgb[at++] = (byte) argb;
      }
    }
  }
}
