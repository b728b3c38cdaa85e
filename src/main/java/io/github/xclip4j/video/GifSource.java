package io.github.xclip4j.video;

import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** An animated GIF: each image drawn over what its predecessors' disposal left. */
final class GifSource implements FrameSource {
  private final Path file;
  private int frameCount;

  GifSource(Path file) {
    this.file = file;
  }

  @Override
  public String description() {
    return file.toString();
  }

  @Override
  public int frameCount() throws IOException {
    if (frameCount == 0) {
      frameCount = withReader(reader -> {
        int images = reader.getNumImages(true);
        if (images < 1) {
          throw new VideoException(file + ": this GIF holds no image");
        }
        return images;
      });
    }
    return frameCount;
  }

  @Override
  public Frames read(int[] indices) throws IOException {
    return withReader(reader -> {
      GifCanvas canvas = new GifCanvas(reader);
      FrameBuffer buffer = new FrameBuffer(indices.length, description());
      int wanted = 0;
      for (int image = 0; wanted < indices.length; image++) {
        canvas.draw(image);
        if (indices[wanted] == image) {
          byte[] rgb = canvas.rgb();
          for (; wanted < indices.length && indices[wanted] == image; wanted++) {
            buffer.add(canvas.height(), canvas.width(), rgb, 0);
          }
        }
      }
      return buffer.frames();
    });
  }

  private interface Reading<T> {
    T of(ImageReader reader) throws IOException;
  }

  /** The JDK's GIF reader throws whatever its arithmetic runs into on damaged data. */
  private <T> T withReader(Reading<T> reading) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    try (ImageInputStream stream = ImageIO.createImageInputStream(file.toFile())) {
      reader.setInput(stream, false, false);
      return reading.of(reader);
    } catch (VideoException e) {
      throw e;
    } catch (IOException | IndexOutOfBoundsException | NegativeArraySizeException | IllegalStateException
        | NullPointerException e) {
      throw new VideoException(file + ": cannot be read as a GIF (" + e.getMessage() + "); is the file complete?", e);
    } finally {
      reader.dispose();
    }
  }
}
