package io.github.xclip4j.cli.checkpoints;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.config.TextConfig;
import io.github.xclip4j.config.VisionConfig;
import io.github.xclip4j.config.XClipConfig;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The 18 checkpoints of the reference, published under {@code microsoft/} on the hub.
 *
 * <p>Configs are those of the reference's conversion, 8 heads in MIT and prompt generator for every model included;
 * see {@link XClipConfig#headsDifferFromOriginal()}. Accuracies are top-1 percentages of the paper.
 */
public enum PublishedCheckpoint {
  BASE_PATCH32("base-patch32", 8, 224, "Kinetics-400 80.4", 0.0019, 0.9951, 0.0030),
  BASE_PATCH32_16_FRAMES("base-patch32-16-frames", 16, 224, "Kinetics-400 81.1", 7.0999e-04, 9.9883e-01, 4.5580e-04),
  BASE_PATCH16("base-patch16", 8, 224, "Kinetics-400 83.8", 0.0083, 0.9681, 0.0236),
  BASE_PATCH16_16_FRAMES("base-patch16-16-frames", 16, 224, "Kinetics-400 84.7", 7.6937e-04, 9.9728e-01, 1.9473e-03),
  LARGE_PATCH14("large-patch14", 8, 224, "Kinetics-400 87.1", 0.0062, 0.9864, 0.0075),
  LARGE_PATCH14_16_FRAMES("large-patch14-16-frames", 16, 336, "Kinetics-400 87.7", 3.3877e-04, 9.9937e-01, 2.8888e-04),
  BASE_PATCH16_KINETICS_600("base-patch16-kinetics-600", 8, 224, "Kinetics-600 85.3", 0.0555, 0.8914, 0.0531),
  BASE_PATCH16_KINETICS_600_16_FRAMES(
      "base-patch16-kinetics-600-16-frames", 16, 224, "Kinetics-600 85.8", 3.8554e-04, 9.9929e-01, 3.2754e-04),
  LARGE_PATCH14_KINETICS_600("large-patch14-kinetics-600", 8, 224, "Kinetics-600 88.3", 0.0036, 0.9920, 0.0045),
  BASE_PATCH16_HMDB_2_SHOT("base-patch16-hmdb-2-shot", 32, 224, "HMDB-51 53.0", 7.1890e-06, 9.9994e-01, 5.6559e-05),
  BASE_PATCH16_HMDB_4_SHOT("base-patch16-hmdb-4-shot", 32, 224, "HMDB-51 57.3", 1.0320e-05, 9.9993e-01, 6.2435e-05),
  BASE_PATCH16_HMDB_8_SHOT("base-patch16-hmdb-8-shot", 32, 224, "HMDB-51 62.8", 4.1377e-06, 9.9990e-01, 9.8386e-05),
  BASE_PATCH16_HMDB_16_SHOT("base-patch16-hmdb-16-shot", 32, 224, "HMDB-51 64.0", 4.1347e-05, 9.9962e-01, 3.3411e-04),
  BASE_PATCH16_UCF_2_SHOT("base-patch16-ucf-2-shot", 32, 224, "UCF-101 76.4", 8.5857e-05, 9.9928e-01, 6.3291e-04),
  BASE_PATCH16_UCF_4_SHOT("base-patch16-ucf-4-shot", 32, 224, "UCF-101 83.4", 8.5857e-05, 9.9928e-01, 6.3291e-04),
  BASE_PATCH16_UCF_8_SHOT("base-patch16-ucf-8-shot", 32, 224, "UCF-101 88.3", 0.0027, 0.9904, 0.0070),
  BASE_PATCH16_UCF_16_SHOT("base-patch16-ucf-16-shot", 32, 224, "UCF-101 91.4", 9.8219e-04, 9.9593e-01, 3.0863e-03),
  BASE_PATCH16_ZERO_SHOT("base-patch16-zero-shot", 32, 224, "zero-shot HMDB-51 44.6, UCF-101 72.0, Kinetics-600 65.2",
      3.5082e-04, 9.9785e-01, 1.7966e-03);

  /** The labels the reference publishes probabilities for, on its clip of somebody eating spaghetti. */
  public static final List<String> REFERENCE_LABELS = List.of("playing sports", "eating spaghetti", "go shopping");

  private static final String PREFIX = "xclip-";

  private final String shortName;
  private final int frames;
  private final int imageSize;
  private final String accuracy;
  private final List<Double> referenceProbabilities;

  PublishedCheckpoint(String shortName, int frames, int imageSize, String accuracy, double... probabilities) {
    this.shortName = shortName;
    this.frames = frames;
    this.imageSize = imageSize;
    this.accuracy = accuracy;
    this.referenceProbabilities = Arrays.stream(probabilities).boxed().toList();
  }

  /** The name on the hub without its owner: {@code "xclip-base-patch32"}. */
  public String hubName() {
    return PREFIX + shortName;
  }

  /** Frames per video. */
  public int frames() {
    return frames;
  }

  /** Height and width of a frame in pixels. */
  public int imageSize() {
    return imageSize;
  }

  /** Top-1 accuracy in percent as the paper gives it, with its data set. */
  public String accuracy() {
    return accuracy;
  }

  /** The reference's probabilities of {@link #REFERENCE_LABELS} for its clip, right to 1e-3. */
  public List<Double> referenceProbabilities() {
    return referenceProbabilities;
  }

  /** The model's config. */
  public XClipConfig config() {
    boolean large = shortName.startsWith("large");
    int patch = Integer.parseInt(shortName.substring(shortName.indexOf("patch") + 5).substring(0, 2));
    Activation act = Activation.QUICK_GELU;
    if (!large) {
      VisionConfig base = new VisionConfig(768, 3072, 12, 12, 512, 2048, 1, 8, 3, imageSize, patch, frames, act, 1e-5);
      return XClipConfig.fromTextVisionConfigs(TextConfig.defaults(), base);
    }
    return XClipConfig.fromTextVisionConfigs(
        new TextConfig(49408, 768, 3072, 12, 12, 77, act, 1e-5, 0, 2, 1),
        new VisionConfig(1024, 4096, 24, 16, 768, 3072, 1, 8, 3, imageSize, patch, frames, act, 1e-5));
  }

  /** The checkpoint of a hub name, with or without {@code microsoft/} and {@code xclip-}. */
  public static Optional<PublishedCheckpoint> named(String name) {
    String plain = name.startsWith("microsoft/") ? name.substring("microsoft/".length()) : name;
    return Arrays.stream(values())
        .filter(each -> each.shortName.equals(plain) || each.hubName().equals(plain))
        .findFirst();
  }
}
