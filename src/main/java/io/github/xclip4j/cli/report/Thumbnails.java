package io.github.xclip4j.cli.report;

import io.github.xclip4j.video.Frames;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;

/** Frames as small pictures inside a page. */
public final class Thumbnails {
  private Thumbnails() {}

  /**
   * An {@code img} element for each frame.
   *
   * @param height pixels; smaller frames stay as they are
   * @param description for readers who do not see them
   */
  public static List<String> of(Frames frames, int height, String description) throws IOException {
    List<String> elements = new ArrayList<>();
    for (int i = 0; i < frames.count(); i++) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ImageIO.write(scaled(picture(frames, i), height), "jpg", bytes);
      elements.add(
          "<img alt=\"" + HtmlPage.escape(description + ", picture " + (i + 1)) + "\" src=\"data:image/jpeg;base64,"
              + Base64.getEncoder().encodeToString(bytes.toByteArray()) + "\">");
    }
    return elements;
  }

  private static BufferedImage picture(Frames frames, int index) {
    BufferedImage picture = new BufferedImage(frames.width(), frames.height(), BufferedImage.TYPE_INT_RGB);
    int at = index * frames.frameBytes();
    for (int y = 0; y < frames.height(); y++) {
      for (int x = 0; x < frames.width(); x++, at += Frames.CHANNELS) {
        picture.setRGB(x, y, (frames.rgb()[at] & 0xFF) << 16 | (frames.rgb()[at + 1] & 0xFF) << 8
            | frames.rgb()[at + 2] & 0xFF);
      }
    }
    return picture;
  }

  private static BufferedImage scaled(BufferedImage picture, int height) {
    if (picture.getHeight() <= height) {
      return picture;
    }
    int width = Math.max(1, picture.getWidth() * height / picture.getHeight());
    BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = small.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(picture, 0, 0, width, height, null);
    graphics.dispose();
    return small;
  }
}
