package io.github.xclip4j.evaluation;

import io.github.xclip4j.lists.ClassNames;
import io.github.xclip4j.lists.LabelCsv;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Published ways of evaluating, by name: the views, and which lists with which labels. */
/*
 * Numbers from the paper's supplement (3.2 to 3.4), VideoX's configurations and ViFi-CLIP's README.
 */
public enum Protocol {
  /** One clip, the centre of the picture. */
  SINGLE_VIEW("single-view", "one clip, one crop from the centre", 1, 1, OptionalInt.empty(), Parts.ONE, List.of()),
  /** Fully supervised on Kinetics: the clips' frames are drawn at random, with a seed per video. */
  MULTI_VIEW("multi-view", "4 clips of random frames, each in 3 crops", 4, 3, OptionalInt.empty(), Parts.ONE,
      List.of()),
  /** HMDB-51 and UCF-101 with K videos per class: tested on test split 1. */
  FEW_SHOT("few-shot", "single view of 32 frames on test split 1", 1, 1, OptionalInt.of(32), Parts.ONE, List.of()),
  /** All 51 classes on the three test splits. */
  ZERO_SHOT_HMDB51("zero-shot-hmdb51", "single view of 32 frames, three test splits, all 51 classes", 1, 1,
      OptionalInt.of(32), Parts.SPLITS, List.of("hmdb_51_labels.csv")),
  /** All 101 classes on the three test splits. */
  ZERO_SHOT_UCF101("zero-shot-ucf101", "single view of 32 frames, three test splits, all 101 classes", 1, 1,
      OptionalInt.of(32), Parts.SPLITS, List.of("ucf_101_labels.csv")),
  /** Three times 160 of the 220 classes that Kinetics-400 lacks; the classifier sees only these 160. */
  ZERO_SHOT_KINETICS600("zero-shot-kinetics600", "single view of 32 frames, three splits of 160 classes", 1, 1,
      OptionalInt.of(32), Parts.SPLITS,
      List.of("k600_zero_shot_split1.csv", "k600_zero_shot_split2.csv", "k600_zero_shot_split3.csv")),
  /** Trained on the frequent half of the classes; each half is tested with its own labels only. */
  BASE_TO_NOVEL("base-to-novel", "single view of 32 frames on base and novel classes, and their harmonic mean", 1, 1,
      OptionalInt.of(32), Parts.BASE_AND_NOVEL, List.of());

  private static final String RESOURCES = "/io/github/xclip4j/evaluation/labels/";

  private final String option;
  private final String description;
  private final int clips;
  private final int crops;
  private final OptionalInt frames;
  private final Parts parts;
  private final List<String> labelFiles;

  /** How many lists are evaluated, and what is made of their results. */
  enum Parts {
    ONE(1),
    SPLITS(3),
    BASE_AND_NOVEL(2);

    private final int count;

    Parts(int count) {
      this.count = count;
    }

    int count() {
      return count;
    }

    /** What one of them is called, also its folder: empty where there is one only. */
    String name(int index) {
      return switch (this) {
        case ONE -> "";
        case SPLITS -> "split-" + (index + 1);
        case BASE_AND_NOVEL -> index == 0 ? "base" : "novel";
      };
    }
  }

  Protocol(String option, String description, int clips, int crops, OptionalInt frames, Parts parts,
      List<String> labelFiles) {
    this.option = option;
    this.description = description;
    this.clips = clips;
    this.crops = crops;
    this.frames = frames;
    this.parts = parts;
    this.labelFiles = labelFiles;
  }

  /** What it is called on a command line. */
  public String option() {
    return option;
  }

  /** In a few words. */
  public String description() {
    return description;
  }

  public int clips() {
    return clips;
  }

  public int crops() {
    return crops;
  }

  /** T of the published models, where the protocol has models of its own. */
  public OptionalInt frames() {
    return frames;
  }

  Parts parts() {
    return parts;
  }

  /** The published labels of a part, in the published order, if the protocol has any. */
  Optional<String> labelFile(int part) {
    return labelFiles.isEmpty() ? Optional.empty() : Optional.of(labelFiles.get(Math.min(part, labelFiles.size() - 1)));
  }

  /** The classes of a label file that comes along. */
  static ClassNames labels(String file) throws IOException {
    return LabelCsv.parse(labelText(file), file).classes();
  }

  static String labelText(String file) throws IOException {
    try (InputStream content = Protocol.class.getResourceAsStream(RESOURCES + file)) {
      if (content == null) {
        throw new FileNotFoundException(file + " is not in the jar: build it again");
      }
      return new String(content.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * The protocol of a name.
   *
   * @throws IllegalArgumentException if there is none; the message lists them
   */
  public static Protocol of(String name) {
    return Arrays.stream(values())
        .filter(protocol -> protocol.option.equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no protocol '" + name + "': choose among "
            + Arrays.stream(values()).map(Protocol::option).collect(Collectors.joining(", "))));
  }
}
