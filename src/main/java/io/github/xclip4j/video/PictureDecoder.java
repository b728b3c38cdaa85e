package io.github.xclip4j.video;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Decodes images with the JDK to the same values as PIL. */
/*
 * Samples keep their stored values; transparency and colour profiles are ignored, as in PIL's convert("RGB"). The JDK's
 * own conversion would treat grey as linear light and change its values. JPEGs of four channels, which the JDK does not
 * decode, are read as a raster; they hold inverted inks, as Adobe's programs write them.
 */
final class PictureDecoder {
  private PictureDecoder() {}

  static Frames decode(String description, byte[] bytes) throws IOException {
    JpegMarkers jpeg = JpegMarkers.of(bytes);
    try (ImageInputStream stream =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(jpeg.isJpeg() ? jpeg.withoutProfiles() : bytes))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
      if (!readers.hasNext()) {
        throw new VideoException(description + ": " + bytes.length
            + " bytes, but not an image the JDK can read; give PNG, JPEG, BMP, TIFF or GIF");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(stream, true, true);
        Frames stored = read(description, reader, jpeg);
        int orientation = jpeg.isJpeg() ? jpeg.orientation() : Orientation.ofTiffOrPng(bytes);
        return Orientation.upright(stored, orientation);
      } finally {
        reader.dispose();
      }
    } catch (VideoException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new VideoException(description + ": no complete image (" + e.getMessage() + "); copy it again", e);
    }
  }

  private static Frames read(String description, ImageReader reader, JpegMarkers jpeg) throws IOException {
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    PixelLimit.check(description, width, height);
    AtomicBoolean cutOff = new AtomicBoolean();
    reader.addIIOReadWarningListener((source, warning) -> {
      if (warning.toLowerCase(Locale.ROOT).contains("premature end")) {
        cutOff.set(true);
      }
    });
    byte[] rgb = new byte[width * height * Frames.CHANNELS];
    if (jpeg.components() == Inks.CHANNELS) {
      Inks.ofJpeg(rgb, reader.readRaster(0, null), jpeg.isYcck());
    } else {
      store(rgb, reader.read(0), description);
    }
    if (cutOff.get()) {
      throw new VideoException(description + ": the image is cut off; copy it again");
    }
    return new Frames(1, height, width, rgb);
  }

  /** @param rgb (height, width, 3) */
  private static void store(byte[] rgb, BufferedImage image, String description) throws VideoException {
    boolean indexed = image.getColorModel() instanceof IndexColorModel;
    int bits = image.getColorModel().getComponentSize(0);
    int type = image.getRaster().getTransferType();
    boolean whole = type == DataBuffer.TYPE_BYTE || type == DataBuffer.TYPE_USHORT || type == DataBuffer.TYPE_INT;
    int space = image.getColorModel().getColorSpace().getType();
    if (space == ColorSpace.TYPE_CMYK && whole && (bits == 8 || bits == 16)) {
      Inks.ofTiff(rgb, image.getRaster(), bits - 8);
    } else if (space != ColorSpace.TYPE_RGB && space != ColorSpace.TYPE_GRAY) {
      throw new VideoException(description + ": its colours are stored as " + spaceName(space)
          + ", which is not read; save it as RGB");
    } else if (indexed || !whole || bits != 8 && bits != 16) {
      convert(rgb, image);
    } else {
      copy(rgb, image.getRaster(), bits - 8);
    }
  }

  private static String spaceName(int space) {
    return switch (space) {
      case ColorSpace.TYPE_Lab -> "Lab";
      case ColorSpace.TYPE_CMYK -> "CMYK of unusual precision";
      case ColorSpace.TYPE_XYZ -> "XYZ";
      default -> "colour space " + space + " of java.awt.color";
    };
  }

  private static void copy(byte[] rgb, Raster raster, int shift) {
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

  private static void convert(byte[] rgb, BufferedImage image) {
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
