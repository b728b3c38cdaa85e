package io.github.xclip4j.internal.weights;

import io.github.xclip4j.weights.WeightSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Guesses why weights do not fit a config, from the mistakes people make, and says what to do. */
final class LikelyCause {
  private LikelyCause() {}

  static String of(WeightSource source, List<ExpectedTensor> expected, CheckpointCheck.Findings findings) {
    Set<String> names = source.names();
    Optional<String> adapter = Adapter.describe(names);
    if (adapter.isPresent()) {
      return adapter.get();
    }
    if (names.contains("visual.conv1.weight")) {
      return "these are the names of the authors' trainer: convert the file with `xclip4j weights convert` first";
    }
    Set<String> prefixes = WrappedNames.prefixes(names);
    if (prefixes.size() > 1 && !prefixes.contains("")) {
      return "there is more than one model in it, under the prefixes " + String.join(" and ", prefixes)
          + ": save the weights of one of them";
    }
    return findings.missing().isEmpty() ? ofPresent(findings) : ofMissing(names, expected, findings);
  }

  private static String ofMissing(Set<String> names, List<ExpectedTensor> expected, CheckpointCheck.Findings findings) {
    if (findings.ofAnotherShape().isEmpty() && names.contains("vision_model.post_layernorm.weight")
        && names.stream().noneMatch(name -> name.contains("message_fc"))) {
      return "this looks like a plain CLIP checkpoint: X-CLIP needs one of its own";
    }
    if (findings.missing().size() == expected.size()) {
      return "no tensor has the name it should: is this another model's file?";
    }
    return findings.ofAnotherShape().isEmpty()
        ? "is the file complete, and is config.json the one published with it?"
        : "is this another checkpoint's config?";
  }

  private static String ofPresent(CheckpointCheck.Findings findings) {
    List<String> shapes = findings.ofAnotherShape();
    if (shapes.size() == 1 && shapes.getFirst().startsWith("vision_model.embeddings.position_embedding")) {
      return "the weights were trained at another resolution: correct image_size, or ask for the position embeddings"
          + " to be interpolated with `xclip4j weights convert --image-size`";
    }
    if (shapes.size() == 1 && shapes.getFirst().startsWith("mit.position_embedding")) {
      return "the weights were trained with another number of frames: correct num_frames";
    }
    if (!shapes.isEmpty()) {
      return "is this another checkpoint's config?";
    }
    if (!findings.ofAnotherType().isEmpty()) {
      return "weights are F32, F16, BF16, F64, or I8 with a tensor NAME" + Scales.SUFFIX
          + ": save the checkpoint in one of these with the program that wrote it";
    }
    return "is config.json the one published with the weights? If what is too much was trained beside the model,"
        + " `xclip4j weights convert` leaves it out";
  }
}
