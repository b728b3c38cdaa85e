package io.github.xclip4j.training;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The numbers of the authors' three settings (X-CLIP's supplement, table 1, and their configs). */
enum Recipe {
  /** Training on all of Kinetics. */
  FULL(30, 5, 8e-6, 256),
  /** A few videos a class. */
  FEW_SHOT(50, 5, 2e-6, 64),
  /** Training on Kinetics for other data sets' classes. */
  ZERO_SHOT(10, 5, 8e-6, 256);

  private final int epochs;
  private final int warmupEpochs;
  private final double rate;
  private final int videosPerStep;

  Recipe(int epochs, int warmupEpochs, double rate, int videosPerStep) {
    this.epochs = epochs;
    this.warmupEpochs = warmupEpochs;
    this.rate = rate;
    this.videosPerStep = videosPerStep;
  }

  int epochs() {
    return epochs;
  }

  int warmupEpochs() {
    return warmupEpochs;
  }

  double rate() {
    return rate;
  }

  int videosPerStep() {
    return videosPerStep;
  }

  String option() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** @throws IllegalArgumentException if there is none of that name */
  static Recipe of(String name) {
    return Arrays.stream(values()).filter(recipe -> recipe.option().equals(name)).findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no recipe '" + name + "': choose "
            + Arrays.stream(values()).map(Recipe::option).collect(Collectors.joining(", "))));
  }
}
