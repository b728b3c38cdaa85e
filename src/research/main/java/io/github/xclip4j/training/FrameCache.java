package io.github.xclip4j.training;

import io.github.xclip4j.FloatArray;
import io.github.xclip4j.cli.files.AtomicFile;
import io.github.xclip4j.cli.files.JsonText;
import io.github.xclip4j.config.VisionConfig;
import io.github.xclip4j.internal.queue.PreparationQueue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a frozen frame tower makes of the videos of a list, computed once and kept in a file: class tokens and patches of
 * each video, one after the other, and beside it a small file that says what they are of.
 */
final class FrameCache implements Samples {
  private static final int DECODERS = 2;

  private final Samples samples;
  private final VisionConfig vision;
  private final Path file;
  private final Map<Integer, String> broken;

  private FrameCache(Samples samples, VisionConfig vision, Path file, Map<Integer, String> broken) {
    this.samples = samples;
    this.vision = vision;
    this.file = file;
    this.broken = broken;
  }

  /**
   * Opens a cache, which is filled if it is not there or of other videos or another model.
   *
   * @param samples that are the same in every epoch
   * @param key what the features depend on besides the videos' names: the model, the pixels
   * @param progress told how many videos are done
   */
  static FrameCache open(Path file, Samples samples, TrainableModel model, String key, IntConsumer progress)
      throws IOException {
    Path index = file.resolveSibling(file.getFileName() + ".json");
    ObjectNode wanted = JsonNodeFactory.instance.objectNode();
    wanted.put("of", key).put("videos", samples.count());
    IntStream.range(0, samples.count()).forEach(i -> wanted.withArray("names").add(samples.name(i)));
    VisionConfig vision = model.config().vision();
    if (Files.isRegularFile(index) && Files.isRegularFile(file)) {
      JsonNode known = JsonMapper.shared().readTree(Files.readString(index));
      ObjectNode same = ((ObjectNode) known.deepCopy());
      same.remove("broken");
      if (same.equals(JsonMapper.shared().readTree(JsonText.indented(wanted)))) {
        return new FrameCache(samples, vision, file, broken(known.path("broken")));
      }
    }
    Files.deleteIfExists(index);
    Map<Integer, String> broken = fill(file, samples, model, progress);
    ObjectNode reasons = wanted.putObject("broken");
    broken.forEach((video, reason) -> reasons.put(Integer.toString(video), reason));
    AtomicFile.write(index, JsonText.indented(wanted));
    return new FrameCache(samples, vision, file, broken);
  }

  private static Map<Integer, String> broken(JsonNode node) {
    Map<Integer, String> broken = new HashMap<>();
    node.forEachEntry((video, reason) -> broken.put(Integer.parseInt(video), reason.asString()));
    return broken;
  }

  private static Map<Integer, String> fill(Path file, Samples samples, TrainableModel model, IntConsumer progress)
      throws IOException {
    Map<Integer, String> broken = new HashMap<>();
    try (AtomicFile made = AtomicFile.create(file);
        PreparationQueue<VideoInput> queue = new PreparationQueue<>(IntStream.range(0, samples.count())
            .<Callable<VideoInput>>mapToObj(i -> () -> samples.load(i, 0)).iterator(), DECODERS, 2 * DECODERS)) {
      long bytes = bytes(model.config().vision());
      for (int i = 0; i < samples.count(); i++) {
        queue.fill();
        try {
          VideoInput.EncodedFrames encoded = model.encodeFrames((VideoInput.Pixels) queue.take());
          ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
          buffer.asFloatBuffer().put(encoded.classTokens().values()).put(encoded.patches().values());
          made.write(buffer, i * bytes);
        } catch (ExecutionException e) {
          if (!(e.getCause() instanceof IOException || e.getCause() instanceof RuntimeException)) {
            throw new IOException(samples.name(i) + ": " + e.getCause(), e.getCause());
          }
          broken.put(i, String.valueOf(e.getCause().getMessage()));
        }
        progress.accept(i + 1);
      }
      made.commit();
    }
    return broken;
  }

  private static long bytes(VisionConfig vision) {
    return Float.BYTES * (long) vision.numFrames() * (vision.patches() + 1) * vision.hiddenSize();
  }

  @Override
  public int count() {
    return samples.count();
  }

  @Override
  public String name(int index) {
    return samples.name(index);
  }

  @Override
  public int label(int index) {
    return samples.label(index);
  }

  @Override
  public VideoInput load(int index, int epoch) throws IOException {
    if (broken.containsKey(index)) {
      throw new IOException(broken.get(index));
    }
    ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(bytes(vision))).order(ByteOrder.LITTLE_ENDIAN);
    long start = index * bytes(vision);
    // a channel of its own, as an interrupt of the thread that reads would close a shared one
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, start + buffer.position()) < 0) {
          throw new IOException(file + ": is cut off; delete it, and it is made again");
        }
      }
    }
    buffer.flip();
    float[] classTokens = new float[vision.numFrames() * vision.hiddenSize()];
    float[] patches = new float[classTokens.length * vision.patches()];
    buffer.asFloatBuffer().get(classTokens).get(patches);
    return new VideoInput.EncodedFrames(FloatArray.of(classTokens, 1, vision.numFrames(), vision.hiddenSize()),
        FloatArray.of(patches, 1, vision.numFrames(), vision.patches(), vision.hiddenSize()));
  }
}
