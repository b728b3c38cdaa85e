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

  /**
   * Requires the expected tensors and lets others be if they are none of X-CLIP's, as a head trained beside the model.
   * A layer more than the config has is an error: the config is another model's.
   *
   * @return the names of the others
   * @throws WeightsException naming tensors, both shapes and the likely cause in one line
   */
  public static List<String> besides(WeightSource source, List<ExpectedTensor> expected) throws IOException {
    Set<String> parts = new HashSet<>();
    expected.forEach(tensor -> parts.add(part(tensor.name())));
    List<String> unused = unused(source, expected);
    check(source, expected, unused.stream().filter(name -> parts.contains(part(name))).toList());
    return unused;
  }

  /** The part of the model a tensor is of: the first word of its name. */
  private static String part(String name) {
    return name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
  }

  private static void check(WeightSource source, List<ExpectedTensor> expected, List<String> unused)
      throws IOException {
    Findings findings = new Findings(unused);
    for (ExpectedTensor tensor : expected) {
      if (!source.names().contains(tensor.name())) {
        findings.missing.add(tensor.name() + " " + tensor.shapeText());
        continue;
      }
      TensorInfo info = source.info(tensor.name());
      if (!fits(info.shape(), tensor)) {
        findings.ofAnotherShape.add(tensor.name() + " is " + info.shapeText() + ", config.json says "
            + tensor.shapeText() + (tensor.reason().isEmpty() ? "" : " (" + tensor.reason() + ")"));
      } else if (!info.dtype().isFloat() && !isQuantized(source, tensor.name())) {
        findings.ofAnotherType.add(tensor.name() + " is " + info.dtypeName());
      }
    }
    if (findings.isEmpty()) {
      return;
    }
    StringJoiner said = new StringJoiner("; ");
    list(said, "of another shape", findings.ofAnotherShape);
    list(said, "of a type that is not read as weights", findings.ofAnotherType);
    list(said, "missing", findings.missing);
    list(said, "not part of the model", described(source, unused));
    throw new WeightsException(source.description() + ": the weights do not fit the config: " + said + "; "
        + LikelyCause.of(source, expected, findings));
  }

  /** What is wrong, tensor by tensor. */
  record Findings(List<String> missing, List<String> ofAnotherShape, List<String> ofAnotherType, List<String> unused) {
    Findings(List<String> unused) {
      this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), unused);
    }

    boolean isEmpty() {
      return missing.isEmpty() && ofAnotherShape.isEmpty() && ofAnotherType.isEmpty() && unused.isEmpty();
    }
  }

  private static List<String> unused(WeightSource source, List<ExpectedTensor> expected) {
    Set<String> known = new HashSet<>();
    expected.forEach(tensor -> known.add(tensor.name()));
    return source.names().stream()
        .filter(name -> !known.contains(name) && !name.endsWith("position_ids")
            && !Scales.is(name, known))
        .toList();
  }

  private static List<String> described(WeightSource source, List<String> names) throws IOException {
    List<String> described = new ArrayList<>();
    for (String name : names) {
      described.add(Printable.name(name) + " " + source.info(name).shapeText());
    }
    return described;
  }

  /** The temperature is a scalar, or one element in files of programs that know no scalars. */
  private static boolean fits(List<Long> shape, ExpectedTensor tensor) {
    return shape.equals(tensor.shape()) || tensor.name().equals("logit_scale") && shape.equals(List.of(1L));
  }

  private static boolean isQuantized(WeightSource source, String name) throws IOException {
    return source.info(name).dtype() == DType.I8 && Scales.of(name, source.names()).isPresent();
  }

  private static void list(StringJoiner findings, String kind, List<String> items) {
    if (!items.isEmpty()) {
      String rest = items.size() > SHOWN ? " and " + (items.size() - SHOWN) + " more" : "";
      findings.add(items.size() + " " + kind + ": " + String.join(", ", items.subList(0, Math.min(SHOWN, items.size())))
          + rest);
    }
  }
}
