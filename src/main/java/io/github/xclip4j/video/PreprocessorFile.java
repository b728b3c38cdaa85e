package io.github.xclip4j.video;

import io.github.xclip4j.config.ConfigException;
import io.github.xclip4j.internal.json.JsonMistake;
import io.github.xclip4j.internal.json.JsonTree;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Reads {@code preprocessor_config.json} as {@code VideoMAEImageProcessor} does, in its form and in that of the older
 * {@code VideoMAEFeatureExtractor}, where a size is one number.
 */
final class PreprocessorFile {
  private static final long LARGEST_BYTES = 1L << 20;
  private static final int LARGEST_SIDE = 1 << 14;
  private static final double[] IMAGENET_MEAN = {0.485, 0.456, 0.406};
  private static final double[] IMAGENET_STD = {0.229, 0.224, 0.225};
  private static final double[] ZEROS = {0, 0, 0};
  private static final double[] ONES = {1, 1, 1};

  private final JsonNode root;
  private final String origin;

  private PreprocessorFile(JsonNode root, String origin) {
    this.root = root;
    this.origin = origin;
  }

  static ImageSteps read(Path file, int imageSize) throws IOException {
    try {
      if (Files.size(file) > LARGEST_BYTES) {
        throw new ConfigException(file + ": " + Files.size(file) + " bytes, a preprocessor config has at most "
            + LARGEST_BYTES + ": is this another file?");
      }
      return parse(Files.readString(file), file.toString(), imageSize);
    } catch (NoSuchFileException e) {
      throw new ConfigException(file + ": no such file; copy it from the published checkpoint", e);
    } catch (CharacterCodingException e) {
      throw new ConfigException(file + ": not UTF-8 text: take the file published with the checkpoint", e);
    }
  }

  static ImageSteps parse(String json, String origin, int imageSize) throws ConfigException {
    try {
      JsonNode root = JsonTree.read(json);
      if (!root.isObject()) {
        throw new ConfigException(origin + ": not a JSON object: take the file published with the checkpoint");
      }
      return new PreprocessorFile(root, origin).steps(imageSize);
    } catch (JacksonException e) {
      throw new ConfigException(origin + ": not JSON: " + JsonMistake.describe(e), e);
    }
  }

  static ImageSteps standard(ImageSteps.Resize resize, ImageSteps.Size crop) {
    return new ImageSteps(Optional.of(resize), ResampleFilter.BILINEAR, Optional.of(crop), CropPosition.CENTER,
        ImageSteps.tables(1 / 255.0, IMAGENET_MEAN, IMAGENET_STD));
  }

  private ImageSteps steps(int imageSize) throws ConfigException {
    Optional<ImageSteps.Resize> resize = flag("do_resize") ? Optional.of(resize(imageSize)) : Optional.empty();
    Optional<ImageSteps.Size> crop = flag("do_center_crop") ? Optional.of(crop(imageSize)) : Optional.empty();
    double rescale = flag("do_rescale") ? number("rescale_factor", 1 / 255.0) : 1;
    boolean normalizes = flag("do_normalize");
    double[] mean = normalizes ? channels("image_mean", IMAGENET_MEAN) : ZEROS;
    double[] std = normalizes ? channels("image_std", IMAGENET_STD) : ONES;
    for (double value : std) {
      if ((float) value == 0) {
        throw wrong("image_std", "numbers other than 0");
      }
    }
    return new ImageSteps(resize, filter(), crop, CropPosition.CENTER, ImageSteps.tables(rescale, mean, std));
  }

  private ImageSteps.Resize resize(int imageSize) throws ConfigException {
    JsonNode size = root.path("size");
    if (isAbsent(size)) {
      return new ImageSteps.ShortestEdge(imageSize);
    }
    if (size.isNumber()) {
      return new ImageSteps.ShortestEdge(side("size", size));
    }
    if (size.has("shortest_edge") && !size.has("longest_edge")) {
      return new ImageSteps.ShortestEdge(side("size", size.path("shortest_edge")));
    }
    return new ImageSteps.Exact(
        heightAndWidth("size", size, "a number, {\"shortest_edge\"}, or {\"height\", \"width\"}"));
  }

  private ImageSteps.Size crop(int imageSize) throws ConfigException {
    JsonNode crop = root.path("crop_size");
    if (isAbsent(crop)) {
      return new ImageSteps.Size(imageSize, imageSize);
    }
    if (crop.isNumber()) {
      int side = side("crop_size", crop);
      return new ImageSteps.Size(side, side);
    }
    return heightAndWidth("crop_size", crop, "a number or {\"height\", \"width\"}");
  }

  private ImageSteps.Size heightAndWidth(String key, JsonNode node, String forms) throws ConfigException {
    if (node.isArray() && node.size() == 2) {
      return new ImageSteps.Size(side(key, node.path(0)), side(key, node.path(1)));
    }
    if (!node.has("height") || !node.has("width")) {
      throw wrong(key, forms);
    }
    return new ImageSteps.Size(side(key, node.path("height")), side(key, node.path("width")));
  }

  private int side(String key, JsonNode node) throws ConfigException {
    if (!node.isInt() || node.intValue() < 1 || node.intValue() > LARGEST_SIDE) {
      throw wrong(key, "made of whole numbers between 1 and " + LARGEST_SIDE);
    }
    return node.intValue();
  }

  private ResampleFilter filter() throws ConfigException {
    JsonNode resample = root.path("resample");
    if (isAbsent(resample)) {
      return ResampleFilter.BILINEAR;
    }
    ResampleFilter[] filters = ResampleFilter.values();
    if (!resample.isInt() || resample.intValue() < 0 || resample.intValue() >= filters.length) {
      throw wrong("resample", "one of PIL's filters 0 to 5, " + Arrays.toString(filters));
    }
    return filters[resample.intValue()];
  }

  private boolean flag(String key) throws ConfigException {
    JsonNode value = root.path(key);
    if (isAbsent(value)) {
      return true;
    }
    if (!value.isBoolean()) {
      throw wrong(key, "true or false");
    }
    return value.booleanValue();
  }

  private double number(String key, double defaultValue) throws ConfigException {
    JsonNode value = root.path(key);
    if (isAbsent(value)) {
      return defaultValue;
    }
    if (!value.isNumber()) {
      throw wrong(key, "a number");
    }
    return value.doubleValue();
  }

  private double[] channels(String key, double[] defaultValues) throws ConfigException {
    JsonNode value = root.path(key);
    if (isAbsent(value)) {
      return defaultValues;
    }
    if (value.isNumber()) {
      double[] same = new double[Frames.CHANNELS];
      Arrays.fill(same, value.doubleValue());
      return same;
    }
    if (!value.isArray() || value.size() != Frames.CHANNELS || !value.valueStream().allMatch(JsonNode::isNumber)) {
      throw wrong(key, "three numbers, for red, green and blue");
    }
    return value.valueStream().mapToDouble(JsonNode::doubleValue).toArray();
  }

  private static boolean isAbsent(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  private ConfigException wrong(String key, String wanted) {
    return new ConfigException(origin + ": " + key + " is " + root.path(key) + ", it must be " + wanted
        + ": correct the key or take the published file");
  }
}
