package io.github.xclip4j.video;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** An animated GIF: each image drawn over what its predecessors' disposal left. */
final class GifSource implements FrameSource {
  private final Path file;
  private Optional<GifBlocks> blocks = Optional.empty();

  GifSource(Path file) {
    this.file = file;
  }

  @Override
  public String description() {
    return file.toString();
  }

  private GifBlocks blocks() throws IOException {
    if (blocks.isEmpty()) {
      GifBlocks found = GifBlocks.read(file);
      if (found.delays().isEmpty()) {
        throw new VideoException(file + (found.cutOff()
            ? ": a GIF cut off before its first image ends; was the download or copy interrupted?"
            : ": a GIF that holds no image"));
      }
      blocks = Optional.of(found);
    }
    return blocks.get();
  }

  @Override
  public int frameCount() throws IOException {
    return blocks().delays().size();
  }

  @Override
  public double[] timestamps() {
    return blocks.map(GifBlocks::timestamps).orElse(new double[0]);
  }

  @Override
  public OptionalDouble framesPerSecond() {
    return blocks.map(found -> OptionalDouble.of(found.framesPerSecond())).orElse(OptionalDouble.empty());
  }

  @Override
  public List<String> notes() {
    return blocks.filter(GifBlocks::cutOff)
        .map(found -> file + ": the GIF is cut off; " + (found.delays().size() == 1
            ? "1 image of it is complete" : found.delays().size() + " images of it are complete"))
        .stream().toList();
  }

  @Override
  public void read(int[] indices, Receiver frames) throws IOException {
    DesktopModule.require(file);
    int count = frameCount();
    withReader(reader -> {
      GifCanvas canvas = new GifCanvas(reader);
      int wanted = 0;
      for (int image = 0; wanted < indices.length && image < count; image++) {
        canvas.draw(image);
        if (indices[wanted] == image) {
          frames.accept(image, new Frames(1, canvas.height(), canvas.width(), canvas.rgb()));
          wanted++;
        }
      }
    });
  }

  private interface Reading {
    void of(ImageReader reader) throws IOException;
  }

  /** The JDK's GIF reader throws many kinds of runtime exceptions on damaged data. */
  private void withReader(Reading reading) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    try (ImageInputStream stream = ImageIO.createImageInputStream(file.toFile())) {
      reader.setInput(stream, false, false);
      reading.of(reader);
    } catch (VideoException e) {
      throw e;
    } catch (IOException | IndexOutOfBoundsException | NegativeArraySizeException | IllegalStateException
        | NullPointerException e) {
      throw new VideoException(file + ": damaged, and cannot be read as a GIF (" + e.getMessage() + "); copy it again",
          e);
    } finally {
      reader.dispose();
    }
  }
}
