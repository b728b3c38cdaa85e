package io.github.xclip4j.internal.weights;

import io.github.xclip4j.weights.DType;
import io.github.xclip4j.weights.TensorInfo;
import io.github.xclip4j.weights.WeightSource;
import io.github.xclip4j.weights.WeightsException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Compares what a file has with what a config calls for, before anything is loaded.
 *
 * <p>All findings go into one exception: missing tensors, tensors of another shape or of no usable type, and tensors
 * the model has no use for. {@code position_ids} buffers, which old files carry, are passed over.
 */
public final class CheckpointCheck {
  private static final int SHOWN = 3;

  private CheckpointCheck() {}

  /**
   * Requires exactly the expected tensors.
   *
   * @throws WeightsException naming tensors, both shapes and the likely cause in one line
   */
  public static void exact(WeightSource source, List<ExpectedTensor> expected) throws IOException {
    check(source, expected, unused(source, expected));
  }

  /**
   * Requires the expected tensors and lets others be: for the parts of a model.
   *
   * @throws WeightsException naming tensors, both shapes and the likely cause in one line
   */
  public static void contains(WeightSource source, List<ExpectedTensor> expected) throws IOException {
    check(source, expected, List.of());
  }

  private static void check(WeightSource source, List<ExpectedTensor> expected, List<String> unused)
      throws IOException {
    List<String> missing = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    for (ExpectedTensor tensor : expected) {
      if (!source.names().contains(tensor.name())) {
        missing.add(tensor.name() + " " + TensorInfo.text(tensor.shape()));
        continue;
      }
      TensorInfo info = source.info(tensor.name());
      if (!fits(info.shape(), tensor)) {
        wrong.add(tensor.name() + " is " + info.shapeText() + ", config.json says " + TensorInfo.text(tensor.shape())
            + (tensor.reason().isEmpty() ? "" : " (" + tensor.reason() + ")"));
      } else if (!info.dtype().isFloat() && !isQuantized(source, tensor.name())) {
        wrong.add(tensor.name() + " is of type " + info.dtype() + ", weights are F32, F16, BF16, F64"
            + " or I8 with " + QuantizedMatrix.SCALES);
      }
    }
    if (missing.isEmpty() && wrong.isEmpty() && unused.isEmpty()) {
      return;
    }
    StringJoiner findings = new StringJoiner("; ");
    list(findings, "of another shape or type", wrong);
    list(findings, "missing", missing);
    list(findings, "not part of the model", unused);
    throw new WeightsException(source.description() + ": the weights do not fit the config: " + findings + "; "
        + LikelyCause.of(source, expected, missing.size(), wrong));
  }

  private static List<String> unused(WeightSource source, List<ExpectedTensor> expected) throws IOException {
    Set<String> known = new HashSet<>();
    expected.forEach(tensor -> known.add(tensor.name()));
    List<String> unused = new ArrayList<>();
    for (String name : source.names()) {
      boolean scales = name.endsWith(QuantizedMatrix.SCALES)
          && known.contains(name.substring(0, name.length() - QuantizedMatrix.SCALES.length()));
      if (!known.contains(name) && !scales && !name.endsWith("position_ids")) {
        unused.add(Shown.name(name) + " " + source.info(name).shapeText());
      }
    }
    return unused;
  }

  /** The temperature is a scalar in some files and one element in others. */
  private static boolean fits(List<Long> shape, ExpectedTensor tensor) {
    return shape.equals(tensor.shape())
        || tensor.name().equals("logit_scale") && shape.isEmpty();
  }

  private static boolean isQuantized(WeightSource source, String name) throws IOException {
    return source.info(name).dtype() == DType.I8 && source.names().contains(name + QuantizedMatrix.SCALES);
  }

  private static void list(StringJoiner findings, String kind, List<String> items) {
    if (!items.isEmpty()) {
      String rest = items.size() > SHOWN ? " and " + (items.size() - SHOWN) + " more" : "";
      findings.add(items.size() + " " + kind + ": " + String.join(", ", items.subList(0, Math.min(SHOWN, items.size())))
          + rest);
    }
  }
}
