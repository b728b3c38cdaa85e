package io.github.xclip4j.cli;

import io.github.xclip4j.Checkpoint;
import io.github.xclip4j.FloatArray;
import io.github.xclip4j.cli.options.Inputs;
import io.github.xclip4j.cli.options.ModelFiles;
import io.github.xclip4j.cli.options.ModelOption;
import io.github.xclip4j.cli.options.OpenModel;
import io.github.xclip4j.cli.options.Outputs;
import io.github.xclip4j.cli.options.SamplingOptions;
import io.github.xclip4j.cli.options.TensorOutputs;
import io.github.xclip4j.video.Frames;
import io.github.xclip4j.video.ImageProcessor;
import io.github.xclip4j.video.Pixels;
import io.github.xclip4j.video.PreparedVideo;
import io.github.xclip4j.video.VideoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "preprocess",
    mixinStandardHelpOptions = true,
    header = "Resizes, crops and normalises images as a checkpoint wants them.",
    description = {
        "Writes pixel_values, F32 [n, 3, h, w], to a safetensors file.",
        "With --videos the arguments are videos: it takes as many frames of each as the model looks at and writes "
            + "pixel_values, F32 [B, T, 3, h, w], as run takes them."
    })
final class PreprocessCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "IMAGE", arity = "1..*",
      description = "PNG, JPEG, BMP or GIF files; with --videos what classify takes.")
  private List<Path> images;

  @Option(names = "--videos", description = "Take the arguments for videos.")
  private boolean videos;

  @Mixin
  private ModelOption model;

  @Option(names = "--resize", paramLabel = "N",
      description = "Without a model: the shorter side after resizing, in pixels.")
  private @Nullable Integer resize;

  @Option(names = "--crop", paramLabel = "N",
      description = "Without a model: the side of the square cut from the centre, in pixels.")
  private @Nullable Integer crop;

  @Mixin
  private SamplingOptions sampling;

  @Option(names = "--output", paramLabel = "FILE", required = true, description = "The safetensors file to write.")
  private Path output;

  @Override
  public Integer call() throws IOException {
    TensorOutputs.checkName(output, spec);
    if (!videos) {
      sampling.refuse("add --videos");
    } else if (resize != null || crop != null) {
      throw new ParameterException(spec.commandLine(), "--resize and --crop are for images: videos are for a model");
    }
    sampling.check();
    Outputs.check(output, Stream.concat(images.stream(), model.inputs().stream()).toList());
    FloatArray pixelValues = videos ? ofVideos() : ofImages();
    TensorOutputs.write(output, Map.of("pixel_values", pixelValues));
    spec.commandLine().getOut().println(output + ": pixel_values " + Arrays.toString(pixelValues.shape()));
    return 0;
  }

  private FloatArray ofVideos() throws IOException {
    try (ModelFiles files = model.files()) {
      Checkpoint checkpoint = files.checkpoint();
      List<Pixels> all = new ArrayList<>();
      for (Path video : images) {
        PreparedVideo prepared = sampling.prepare(video, checkpoint);
        OpenModel.show(prepared.sample().notes(), spec);
        all.add(prepared.pixels());
      }
      Pixels first = all.getFirst();
      return joined(all, all.size(), first.count(), Frames.CHANNELS, first.height(), first.width());
    }
  }

  private FloatArray ofImages() throws IOException {
    ImageProcessor processor = processor();
    List<Pixels> all = new ArrayList<>();
    for (Path image : images) {
      if (Files.isDirectory(image)) {
        throw new IOException(Inputs.named(image) + ": is a folder; give the images in it, or add --videos if they are "
            + "the frames of a video");
      }
      Pixels pixels = pixels(processor, image);
      if (!all.isEmpty() && (pixels.height() != all.getFirst().height() || pixels.width() != all.getFirst().width())) {
        throw new IOException(image + ": becomes " + pixels.width() + "x" + pixels.height() + " pixels, "
            + images.getFirst() + " becomes " + all.getFirst().width() + "x" + all.getFirst().height()
            + ": this model's preprocessing does not crop, so give images of one size");
      }
      all.add(pixels);
    }
    return joined(all, all.size(), Frames.CHANNELS, all.getFirst().height(), all.getFirst().width());
  }

  private static Pixels pixels(ImageProcessor processor, Path image) throws IOException {
    try {
      return processor.process(image);
    } catch (VideoException e) {
      throw new VideoException(e.getMessage() + ", or add --videos if it is a video", e);
    }
  }

  /** The values of all of them, one after the other, in the given shape. */
  private static FloatArray joined(List<Pixels> all, int... shape) {
    int each = all.getFirst().planar().length;
    float[] values = new float[Math.multiplyExact(all.size(), each)];
    for (int i = 0; i < all.size(); i++) {
      System.arraycopy(all.get(i).values(), 0, values, i * each, each);
    }
    return FloatArray.of(values, shape);
  }

  private ImageProcessor processor() throws IOException {
    Integer edge = resize;
    Integer side = crop;
    if (edge == null && side == null) {
      try (ModelFiles files = model.files()) {
        return Files.exists(files.directory().resolve("config.json"))
            ? files.checkpoint().processor().images()
            : ImageProcessor.load(files.directory());
      }
    }
    if (model.isGiven() || edge == null || side == null || edge < 1 || side < 1) {
      throw new ParameterException(spec.commandLine(),
          "give --model, or both --resize and --crop with at least 1 pixel");
    }
    return ImageProcessor.of(edge, side);
  }
}
