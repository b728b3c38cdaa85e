package io.github.xclip4j.weights.tools;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.config.TextConfig;
import io.github.xclip4j.config.VisionConfig;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.internal.weights.CheckpointNames;
import io.github.xclip4j.internal.weights.ExpectedTensor;
import io.github.xclip4j.internal.weights.StoredWeights;
import io.github.xclip4j.weights.DType;
import io.github.xclip4j.weights.TensorInfo;
import io.github.xclip4j.weights.WeightSource;
import io.github.xclip4j.weights.WeightsException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** A file of the authors' trainer, seen as a hub checkpoint: config from the shapes, tensors renamed and cut. */
final class OriginalCheckpoint {
  private static final int HEAD_WIDTH = 64;
  private static final int REFERENCE_HEADS = 8;
  private static final int CLIP_VOCABULARY = 49408;
  private static final String FRAMES_SETTING = "config.DATA.NUM_FRAMES";

  private final StoredWeights file;

  OriginalCheckpoint(StoredWeights file) {
    this.file = file;
  }

  /** Whether tensors are called as the authors' trainer does. */
  static boolean is(StoredWeights file) {
    return file.names().contains("visual.conv1.weight");
  }

  /**
   * The config the shapes tell; heads and activations they cannot tell are CLIP's.
   *
   * @param frames what the user says, checked against the file
   */
  XClipConfig config(OptionalInt frames) throws WeightsException {
    List<Long> tokens = shape("token_embedding.weight", 2);
    List<Long> patches = shape("visual.conv1.weight", 4);
    int textWidth = number(tokens.get(1));
    int vocabulary = number(tokens.get(0));
    int width = number(patches.get(0));
    int patch = number(patches.get(2));
    List<Long> time = shape("mit.positional_embedding", 3);
    int joint = number(time.get(2));
    boolean clip = vocabulary == CLIP_VOCABULARY;
    TextConfig text = new TextConfig(
        vocabulary, textWidth, number(shape("transformer.resblocks.0.mlp.c_fc.weight", 2).get(0)),
        layers("transformer.resblocks."), heads(textWidth), number(shape("positional_embedding", 2).get(0)),
        Activation.QUICK_GELU, 1e-5,
        clip ? 0 : vocabulary - 2, clip ? 2 : vocabulary - 1, clip ? 1 : vocabulary - 1);
    VisionConfig vision = new VisionConfig(
        width, number(shape("visual.transformer.resblocks.0.mlp.c_fc.weight", 2).get(0)),
        layers("visual.transformer.resblocks."), heads(width),
        joint, number(shape("mit.resblocks.0.mlp.c_fc.weight", 2).get(0)), layers("mit.resblocks."),
        referenceHeads(joint), number(patches.get(1)), imageSize(patch), patch, frames(number(time.get(1)), frames),
        Activation.QUICK_GELU, 1e-5);
    return new XClipConfig(text, vision, joint, layers("prompts_generator.decoder."), 0.1, Activation.QUICK_GELU,
        referenceHeads(joint), 2.6592);
  }

  /** What {@link #config} took for granted, for the user to check. */
  String assumptions(XClipConfig config) {
    return "assumed, as shapes do not tell: " + config.text().numAttentionHeads() + " text and "
        + config.vision().numAttentionHeads() + " vision heads (64 wide, as in CLIP), "
        + config.vision().mitNumAttentionHeads() + " heads in MIT and " + config.promptNumAttentionHeads()
        + " in the prompt generator, quick_gelu, eps 1e-5; from shapes: " + config.vision().numFrames() + " frames, "
        + config.vision().imageSize() + " pixels, " + config.promptLayers() + " prompt layers";
  }

  /**
   * The tensors under their hub names.
   *
   * @throws WeightsException if one is missing or of another shape than the others imply
   */
  WeightSource weights(XClipConfig config) throws WeightsException {
    Map<String, ViewedWeights.View> views = new LinkedHashMap<>();
    for (ExpectedTensor expected : CheckpointNames.model(config)) {
      OriginalNames place = OriginalNames.of(expected.name());
      TensorInfo stored = file.info(place.name());
      long elements = expected.shape().stream().reduce(1L, Math::multiplyExact);
      if (stored.elements() != elements * place.parts()) {
        throw new WeightsException(file.description() + ": " + place.name() + " is " + stored.shapeText()
            + ", " + place.parts() + " × " + expected.shape() + " was expected (" + expected.reason()
            + "): is the file damaged, or of another model?");
      }
      DType dtype = stored.dtype() == DType.F64 ? DType.F32 : stored.dtype();
      views.put(expected.name(), new ViewedWeights.View(
          new TensorInfo(dtype, expected.shape()), matrix(place, file.matrix(place.name()))));
    }
    return new ViewedWeights(file.description(), views);
  }

  /** Tensors that no hub checkpoint has. */
  Set<String> unused(XClipConfig config) {
    Set<String> names = new HashSet<>(file.names());
    CheckpointNames.model(config).forEach(tensor -> names.remove(OriginalNames.of(tensor.name()).name()));
    return names;
  }

  private static Matrix matrix(OriginalNames place, Matrix stored) {
    if (place.layout() == OriginalNames.Layout.TRANSPOSED) {
      return new ViewedWeights.Transposed(stored);
    }
    int rows = stored.rows() / place.parts();
    return place.parts() == 1 ? stored : new ViewedWeights.Rows(stored, place.part() * rows, rows);
  }

  private int frames(int stored, OptionalInt given) throws WeightsException {
    String setting = file.metadata().entrySet().stream()
        .filter(entry -> ("." + entry.getKey()).endsWith("." + FRAMES_SETTING))
        .map(Map.Entry::getValue).findFirst().orElse(null);
    if (given.isPresent() && given.getAsInt() != stored) {
      throw new WeightsException("--frames is " + given.getAsInt() + ", mit.positional_embedding of "
          + file.description() + " is for " + stored + " frames: leave --frames out");
    }
    if (setting != null && !setting.equals(Integer.toString(stored)) && given.isEmpty()) {
      throw new WeightsException(file.description() + ": its " + FRAMES_SETTING + " is " + setting
          + ", its mit.positional_embedding is for " + stored + " frames: confirm with --frames " + stored);
    }
    return stored;
  }

  private int imageSize(int patch) throws WeightsException {
    long positions = shape("visual.positional_embedding", 2).get(0) - 1;
    long side = Math.round(Math.sqrt(positions));
    if (side * side != positions) {
      throw new WeightsException(file.description() + ": visual.positional_embedding has " + positions
          + " patches, which is no square: is this a file of X-CLIP?");
    }
    return number(side * patch);
  }

  private int layers(String block) {
    int layers = 0;
    for (String name : file.names()) {
      if (name.startsWith(block)) {
        String index = name.substring(block.length(), Math.max(block.length(), name.indexOf('.', block.length())));
        if (index.matches("\\d{1,4}")) {
          layers = Math.max(layers, Integer.parseInt(index) + 1);
        }
      }
    }
    return layers;
  }

  private List<Long> shape(String name, int dimensions) throws WeightsException {
    List<Long> shape = file.info(name).shape();
    if (shape.size() != dimensions) {
      throw new WeightsException(file.description() + ": " + name + " has " + shape.size()
          + " dimensions, it should have " + dimensions + ": is this a file of X-CLIP?");
    }
    return shape;
  }

  private int number(long dimension) throws WeightsException {
    if (dimension < 1 || dimension > 1 << 24) {
      throw new WeightsException(file.description() + ": a dimension of " + dimension + ": is this a file of X-CLIP?");
    }
    return (int) dimension;
  }

  private static int heads(int width) {
    return Math.max(1, width / HEAD_WIDTH);
  }

  /** The reference's conversion wrote at most 8 heads, also where the authors trained 12. */
  private static int referenceHeads(int width) {
    return Math.min(REFERENCE_HEADS, heads(width));
  }
}
