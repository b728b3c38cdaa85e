package io.github.xclip4j.benchmarks;

import io.github.xclip4j.FloatArray;
import io.github.xclip4j.VideoBatch;
import io.github.xclip4j.XClip;
import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Matrix.Storage;
import io.github.xclip4j.cli.checkpoints.ProceduralWeights;
import io.github.xclip4j.config.TextConfig;
import io.github.xclip4j.config.VisionConfig;
import io.github.xclip4j.config.XClipConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The models that are measured, on weights made from their names, and their inputs. */
final class Models {
  /** What the tokenizer writes first and last; the peer's graph finds the end of a text as its largest id. */
  private static final int BEGIN = 49406;
  private static final int END = 49407;

  private Models() {}

  /**
   * The config of a published model, or of one small enough for tests.
   *
   * @throws IllegalArgumentException naming the known ones
   */
  static XClipConfig named(String name) {
    return switch (name) {
      case "base-patch32" -> XClipConfig.defaults();
      case "base-patch16" -> XClipConfig.fromTextVisionConfigs(TextConfig.defaults(),
          new VisionConfig(768, 3072, 12, 12, 512, 2048, 1, 8, 3, 224, 16, 8, Activation.QUICK_GELU, 1e-5));
      case "large-patch14" -> XClipConfig.fromTextVisionConfigs(
          new TextConfig(49408, 768, 3072, 12, 12, 77, Activation.QUICK_GELU, 1e-5, 0, 2, 1),
          new VisionConfig(1024, 4096, 24, 16, 768, 3072, 1, 8, 3, 224, 14, 8, Activation.QUICK_GELU, 1e-5));
      case "tiny" -> XClipConfig.fromTextVisionConfigs(
          new TextConfig(49408, 32, 64, 2, 4, 77, Activation.QUICK_GELU, 1e-5, 0, 2, 1),
          new VisionConfig(48, 96, 2, 4, 32, 64, 1, 8, 3, 32, 16, 2, Activation.QUICK_GELU, 1e-5));
      default -> throw new IllegalArgumentException("there is no model \"" + name
          + "\": take base-patch32, base-patch16, large-patch14 or tiny");
    };
  }

  /** A named model on narrow weights, in a checkpoint that is written into {@code work} once. */
  static XClip narrow(String name, Storage weights, Backend backend, Path work) throws IOException {
    return XClip.load(Checkpoint.prepare(name, weights, work), backend);
  }

  /** Pixels of the first {@code videos} videos, [videos, frames, channels, height, width]. */
  static float[] pixels(VisionConfig vision, int videos) {
    int perVideo = vision.numFrames() * vision.numChannels() * vision.imageSize() * vision.imageSize();
    return ProceduralWeights.uniform("pixel_values", 2, videos * perVideo);
  }

  static VideoBatch videos(VisionConfig vision, int videos) {
    return VideoBatch.of(FloatArray.of(pixels(vision, videos), videos, vision.numFrames(), vision.numChannels(),
        vision.imageSize(), vision.imageSize()));
  }

  /**
   * Texts of the lengths that names of actions have, begin and end included: 4 to 8 tokens, seeded. Kinetics-400's
   * names are of one to four words.
   */
  static List<int[]> texts(int count) {
    Random random = new Random(7);
    List<int[]> texts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int[] tokens = random.ints(4 + random.nextInt(5), 320, 40000).toArray();
      tokens[0] = BEGIN;
      tokens[tokens.length - 1] = END;
      texts.add(tokens);
    }
    return texts;
  }

  /** The texts as the peer takes them: padded with the end token to one length, [texts][length]. */
  static long[][] padded(List<int[]> texts, int length) {
    long[][] padded = new long[texts.size()][length];
    for (int i = 0; i < padded.length; i++) {
      int[] tokens = texts.get(i);
      for (int position = 0; position < length; position++) {
        padded[i][position] = position < tokens.length ? tokens[position] : END;
      }
    }
    return padded;
  }

  /** {@code "label 0"}, {@code "label 1"}, … */
  static List<String> names(int count) {
    List<String> names = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      names.add("label " + i);
    }
    return names;
  }
}
