package io.github.xclip4j.training;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The text that says what a checkpoint is, as the hub shows it. */
final class ModelCard {
  private ModelCard() {}

  static String text(String base, TrainingState state, List<String> labels, Map<String, String> settings) {
    StringBuilder text = new StringBuilder("---\npipeline_tag: video-classification\nlibrary_name: transformers\n"
        + "tags:\n- x-clip\n- xclip4j\n");
    state.last().ifPresent(accuracy -> text.append(String.format(Locale.ROOT,
        "model-index:\n- name: X-CLIP\n  results:\n  - task:\n      type: video-classification\n    dataset:\n"
            + "      name: validation list\n      type: videos\n    metrics:\n    - type: accuracy\n      name: top-1\n"
            + "      value: %.4f\n    - type: accuracy\n      name: top-5\n      value: %.4f\n",
        accuracy.top1(), accuracy.top5())));
    text.append("---\n\n# X-CLIP, fine-tuned\n\nStarted from `").append(base).append("`, after ").append(state.step())
        .append(" steps");
    state.last().ifPresent(accuracy -> text.append(": ").append(accuracy));
    text.append(".\n\n| setting | value |\n| --- | --- |\n");
    settings.forEach((name, value) -> text.append("| ").append(name).append(" | ").append(value.replace("|", "\\|"))
        .append(" |\n"));
    text.append("\nLabels:\n\n");
    labels.forEach(label -> text.append("- ").append(label).append('\n'));
    return text.toString();
  }
}
