package io.github.xclip4j.evaluation;

import java.util.ArrayList;
import java.util.List;

/**
 * What an evaluation does to each video.
 *
 * @param templates of the texts, each with {@code {}} for the class's name
 */
record Setting(Protocol protocol, int clips, int crops, ViewPlan.PixelKind pixels, ScoreKind score, long seed,
    List<String> templates, OnError onError) {
  /** The bare name, as published. */
  static final List<String> BARE = List.of("{}");

  /**
   * The sixteen templates of ActionCLIP (Wang et al., 2021, utils/Text_Prompt.py), as an ensemble.
   */
  static final List<String> ACTION_CLIP =
      List.of("a photo of action {}", "a picture of action {}", "Human action of {}",
          "{}, an action", "{} this is an action", "{}, a video of action", "Playing action of {}", "{}",
          "Playing a kind of action, {}", "Doing a kind of action, {}", "Look, the human is {}",
          "Can you recognize the action of {}?", "Video classification of {}", "A video of {}", "The man is {}",
          "The woman is {}");

  /** What differs from the protocol as published. */
  List<String> overrides() {
    List<String> overrides = new ArrayList<>();
    if (clips != protocol.clips()) {
      overrides.add("clips " + clips + " instead of " + protocol.clips());
    }
    if (crops != protocol.crops()) {
      overrides.add("crops " + crops + " instead of " + protocol.crops());
    }
    if (pixels != ViewPlan.PixelKind.AUTHORS) {
      overrides.add("pixels of the checkpoint's processor instead of the authors'");
    }
    if (score != ScoreKind.SOFTMAX_SUM) {
      overrides.add("score " + score + " instead of " + ScoreKind.SOFTMAX_SUM);
    }
    if (!templates.equals(BARE)) {
      overrides.add(templates.size() == 1
          ? "template '" + templates.getFirst() + "' instead of the bare name"
          : "mean over " + templates.size() + " templates instead of the bare name");
    }
    return overrides;
  }

  /** The texts of all classes: all with the first template, then all with the second, … */
  List<String> texts(List<String> names) {
    return templates.stream().flatMap(template -> names.stream().map(name -> template.replace("{}", name))).toList();
  }
}
