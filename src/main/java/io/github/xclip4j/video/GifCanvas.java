package io.github.xclip4j.video;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The picture on which a GIF's images are drawn one after another. */
/*
 * Pixels that were never drawn have the background colour if the GIF has a global palette and its first image has no
 * transparent index; otherwise they are white. An image that is disposed of leaves the background colour, or white if
 * that is its transparent index. Both rules are ffmpeg's, whose frames of the same file these must equal.
 */
final class GifCanvas {
  private static final int WHITE = 0xffffff;
  private static final int OPAQUE = 0xff000000;

  private final ImageReader reader;
  private final int height;
  private final int width;
  private final int[] pixels;
  private final int background;
  private final int backgroundIndex;
  private Runnable disposal = () -> {};

  GifCanvas(ImageReader reader) throws IOException {
    this.reader = reader;
    Element stream = root(reader.getStreamMetadata());
    Element screen = child(stream, "LogicalScreenDescriptor");
    this.height = screen == null ? reader.getHeight(0) : number(screen, "logicalScreenHeight");
    this.width = screen == null ? reader.getWidth(0) : number(screen, "logicalScreenWidth");
    this.pixels = new int[Math.multiplyExact(height, width)];
    Element palette = child(stream, "GlobalColorTable");
    this.background = paletteBackground(palette);
    this.backgroundIndex = palette == null ? -1 : number(palette, "backgroundColorIndex");
    Element control = child(root(reader.getImageMetadata(0)), "GraphicControlExtension");
    Arrays.fill(pixels, isTransparent(control) ? WHITE : background);
  }

  int height() {
    return height;
  }

  int width() {
    return width;
  }

  /** The palette's entry for the background; white without a palette. */
  private static int paletteBackground(@Nullable Element palette) {
    if (palette == null) {
      return WHITE;
    }
    int index = number(palette, "backgroundColorIndex");
    NodeList entries = palette.getElementsByTagName("ColorTableEntry");
    for (int i = 0; i < entries.getLength(); i++) {
      Element entry = (Element) entries.item(i);
      if (number(entry, "index") == index) {
        return number(entry, "red") << 16 | number(entry, "green") << 8 | number(entry, "blue");
      }
    }
    return WHITE;
  }

  private static boolean isTransparent(@Nullable Element control) {
    return control != null && "TRUE".equalsIgnoreCase(control.getAttribute("transparentColorFlag"));
  }

  /** Draws the next image; they must be drawn in order, from 0 on. */
  void draw(int index) throws IOException {
    disposal.run();
    Element metadata = root(reader.getImageMetadata(index));
    Element descriptor = child(metadata, "ImageDescriptor");
    int left = descriptor == null ? 0 : number(descriptor, "imageLeftPosition");
    int top = descriptor == null ? 0 : number(descriptor, "imageTopPosition");
    BufferedImage image = reader.read(index);
    int bottom = Math.min(height, top + image.getHeight());
    int right = Math.min(width, left + image.getWidth());
    Element control = child(metadata, "GraphicControlExtension");
    disposal = disposal(control, top, left, bottom, right);
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        int argb = image.getRGB(x - left, y - top);
        if ((argb & OPAQUE) != 0) {
          pixels[y * width + x] = argb;
        }
      }
    }
  }

  private Runnable disposal(@Nullable Element control, int top, int left, int bottom, int right) {
    return switch (control == null ? "none" : control.getAttribute("disposalMethod")) {
      case "restoreToBackgroundColor" -> {
        boolean transparent =
            isTransparent(control) && number(control, "transparentColorIndex") == backgroundIndex;
        int colour = transparent ? WHITE : background;
        yield () -> {
          for (int y = top; y < bottom; y++) {
            Arrays.fill(pixels, y * width + left, y * width + Math.max(left, right), colour);
          }
        };
      }
      case "restoreToPrevious" -> {
        int[] before = pixels.clone();
        yield () -> System.arraycopy(before, 0, pixels, 0, before.length);
      }
      default -> () -> {};
    };
  }

  /** @return [height, width, 3] */
  byte[] rgb() {
    byte[] rgb = new byte[pixels.length * Frames.CHANNELS];
    int at = 0;
    for (int pixel : pixels) {
      rgb[at++] = (byte) (pixel >> 16);
      rgb[at++] = (byte) (pixel >> 8);
      rgb[at++] = (byte) pixel;
    }
    return rgb;
  }

  private static Element root(IIOMetadata metadata) {
    return (IIOMetadataNode) metadata.getAsTree(metadata.getNativeMetadataFormatName());
  }

  private static @Nullable Element child(Element parent, String name) {
    return (Element) parent.getElementsByTagName(name).item(0);
  }

  private static int number(Element element, String attribute) {
    return Integer.parseInt(element.getAttribute(attribute));
  }
}
