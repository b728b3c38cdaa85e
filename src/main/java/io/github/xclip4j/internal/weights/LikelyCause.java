package io.github.xclip4j.internal.weights;

import io.github.xclip4j.weights.WeightSource;
import java.util.List;
import java.util.Set;

/** Guesses why weights do not fit a config, from the mistakes people make. */
final class LikelyCause {
  private LikelyCause() {}

  static String of(WeightSource source, List<ExpectedTensor> expected, int missing, List<String> wrong) {
    Set<String> names = source.names();
    if (names.contains("visual.conv1.weight")) {
      return "these are the names of the authors' trainer: convert the file with `xclip4j weights convert` first";
    }
    if (!names.isEmpty() && names.stream().allMatch(name -> name.startsWith("module."))) {
      return "every name starts with \"module.\", as a parallel trainer writes them: convert the file with"
          + " `xclip4j weights convert` first";
    }
    if (missing > 0 && wrong.isEmpty() && names.contains("vision_model.post_layernorm.weight")
        && names.stream().noneMatch(name -> name.contains("message_fc"))) {
      return "this looks like a plain CLIP checkpoint: X-CLIP needs one of its own";
    }
    if (missing == expected.size()) {
      return "no tensor has the name it should: is this another model's file?";
    }
    boolean single = missing == 0 && wrong.size() == 1;
    if (single && wrong.getFirst().startsWith("vision_model.embeddings.position_embedding")) {
      return "the weights were trained at another resolution: correct image_size, or ask for the position embeddings"
          + " to be interpolated with `xclip4j weights convert --image-size`";
    }
    if (single && wrong.getFirst().startsWith("mit.position_embedding")) {
      return "the weights were trained with another number of frames: correct num_frames";
    }
    return wrong.isEmpty()
        ? "is the file complete, and is config.json the one published with it?"
        : "is this another checkpoint's config?";
  }
}
