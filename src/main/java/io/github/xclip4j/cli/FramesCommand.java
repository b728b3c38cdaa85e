package io.github.xclip4j.cli;

import io.github.xclip4j.cli.checkpoints.SafetensorsWriter;
import io.github.xclip4j.cli.options.Count;
import io.github.xclip4j.cli.options.OpenModel;
import io.github.xclip4j.cli.options.Outputs;
import io.github.xclip4j.cli.options.SamplingOptions;
import io.github.xclip4j.cli.options.TensorOutputs;
import io.github.xclip4j.video.FrameSample;
import io.github.xclip4j.video.FrameSampler;
import io.github.xclip4j.video.Frames;
import io.github.xclip4j.video.SampledFrames;
import io.github.xclip4j.weights.DType;
import io.github.xclip4j.weights.TensorInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "frames",
    mixinStandardHelpOptions = true,
    header = "Takes the frames a model would look at out of a video.",
    description = "Writes frames, U8 [T, H, W, 3] RGB, and indices, I64 [T], to a safetensors file.")
final class FramesCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "VIDEO", description = "A video file, an animated GIF or a folder of images.")
  private Path video;

  @Option(names = "--count", paramLabel = "T",
      description = "How many frames; without it --sampling all takes every one.")
  private @Nullable Integer count;

  @Mixin
  private SamplingOptions sampling;

  @Option(names = "--output", paramLabel = "FILE", required = true, description = "The safetensors file to write.")
  private Path output;

  @Override
  public Integer call() throws IOException {
    TensorOutputs.checkName(output, spec);
    FrameSampler sampler = sampling.sampler();
    int wanted = wanted();
    Outputs.check(output, List.of(video));
    SampledFrames sampled = sampling.open(video).sample(sampler, wanted);
    FrameSample sample = sampled.sample();
    OpenModel.show(sample.notes(), spec);
    Frames frames = sampled.frames();
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    tensors.put("indices", TensorInfo.of(DType.I64, frames.count()));
    tensors.put("frames", TensorInfo.of(DType.U8, frames.count(), frames.height(), frames.width(), Frames.CHANNELS));
    try (SafetensorsWriter writer = SafetensorsWriter.create(output, tensors, Map.of())) {
      writer.longs("indices", Arrays.stream(sample.indices()).asLongStream().toArray());
      writer.bytes("frames", ByteBuffer.wrap(frames.rgb()));
      writer.commit();
    }
    spec.commandLine().getOut()
        .println(output + ": " + Count.of(frames.count(), "frame") + ", "
            + frames.width() + "x" + frames.height() + ", " + Arrays.toString(sample.indices()) + " of the video's "
            + sample.available());
    return 0;
  }

  /** The number of frames for the sampler; one that takes every frame does not look at it. */
  private int wanted() {
    Integer given = count;
    if (sampling.takesEveryFrame()) {
      if (given != null) {
        throw usage("--count " + given + " and --sampling all contradict each other: leave one of them out");
      }
      return 1;
    }
    if (given == null) {
      throw usage("give --count T, or --sampling all for every frame");
    }
    if (given < 1) {
      throw usage("--count is " + given + ": it must be at least 1");
    }
    return given;
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
