package io.github.xclip4j.video;

import io.github.xclip4j.config.ConfigException;
import io.github.xclip4j.internal.config.PreprocessorJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Reads the settings of an image processor as {@code VideoMAEImageProcessor} and {@code CLIPImageProcessor} do. The
 * older form of the feature extractors, in which a size is one number, is read as well.
 */
/*
 * Absent keys have the defaults of the processor that the file names, as in the reference. If it names none, keys whose
 * defaults differ between the two must be present. Unknown keys are refused unless they are null or false, because they
 * might change the pixels. Keys that only tell where and how the reference computes are ignored.
 */
final class PreprocessorFile {
  private static final int LARGEST_SIDE = 1 << 14;
  private static final double[] ZEROS = {0, 0, 0};
  private static final double[] ONES = {1, 1, 1};

  private static final Set<String> UNDERSTOOD = Set.of("do_resize", "size", "resample", "do_center_crop", "crop_size",
      "do_rescale", "rescale_factor", "do_normalize", "image_mean", "image_std", "image_processor_type",
      "feature_extractor_type", "video_processor_type");
  private static final Set<String> WITHOUT_EFFECT = Set.of("processor_class", "auto_map", "do_convert_rgb", "device",
      "return_tensors", "disable_grouping", "input_data_format", "_valid_processor_keys", "valid_kwargs",
      "model_input_names", "transformers_version", "_name_or_path", "_commit_hash");

  private final JsonNode root;
  private final String origin;
  private final Defaults defaults;

  private PreprocessorFile(JsonNode root, String origin) throws ConfigException {
    this.root = root;
    this.origin = origin;
    this.defaults = defaults();
  }

  /** The defaults of a processor for absent keys. */
  private enum Defaults {
    VIDEO_MAE(ResampleFilter.BILINEAR, new double[] {0.485, 0.456, 0.406}, new double[] {0.229, 0.224, 0.225}),
    CLIP(ResampleFilter.BICUBIC, new double[] {0.48145466, 0.4578275, 0.40821073},
        new double[] {0.26862954, 0.26130258, 0.27577711});

    private final ResampleFilter filter;
    private final double[] mean;
    private final double[] std;

    Defaults(ResampleFilter filter, double[] mean, double[] std) {
      this.filter = filter;
      this.mean = mean;
      this.std = std;
    }
  }

  /**
   * Reads a checkpoint directory's settings, or those of a file.
   *
   * @param imageSize height and width of frames in pixels if the file names none
   */
  static ImageSteps read(Path path, int imageSize) throws IOException {
    return open(path).steps(imageSize);
  }

  /**
   * Reads the settings for a model.
   *
   * @param imageSize height and width of the model's frames in pixels
   * @throws ConfigException if the settings make frames of another size
   */
  static ImageSteps readFor(Path path, int imageSize) throws IOException {
    PreprocessorFile file = open(path);
    ImageSteps steps = file.steps(imageSize);
    Optional<ImageSteps.Size> size = steps.fixedSize();
    if (size.isPresent() && (size.get().height() != imageSize || size.get().width() != imageSize)) {
      throw new ConfigException(file.origin + ": makes pixels of " + size.get().width() + "x" + size.get().height()
          + ", but vision_config.image_size of config.json is " + imageSize + ": correct "
          + (steps.crop().isPresent() ? "crop_size" : "size") + " or take both files of one checkpoint");
    }
    return steps;
  }

  private static PreprocessorFile open(Path path) throws IOException {
    PreprocessorJson json = Files.isDirectory(path)
        ? PreprocessorJson.find(path).orElseThrow(() -> PreprocessorJson.missing(path))
        : PreprocessorJson.read(path);
    return new PreprocessorFile(json.settings(), json.file().toString());
  }

  static ImageSteps standard(ImageSteps.Resize resize, ImageSteps.Size crop) {
    return new ImageSteps(Optional.of(resize), ResampleFilter.BILINEAR, Optional.of(crop), CropPosition.CENTER,
        ImageSteps.tables(1 / 255.0, Defaults.VIDEO_MAE.mean, Defaults.VIDEO_MAE.std));
  }

  private Defaults defaults() throws ConfigException {
    for (String key : List.of("image_processor_type", "feature_extractor_type", "video_processor_type")) {
      if (!isAbsent(root.path(key))) {
        String type = root.path(key).asString("");
        return switch (type.replaceAll("(ImageProcessor|FeatureExtractor|VideoProcessor)(Fast|Pil)?$", "")) {
          case "VideoMAE" -> Defaults.VIDEO_MAE;
          case "CLIP" -> Defaults.CLIP;
          default -> throw wrong(key, "VideoMAEImageProcessor or CLIPImageProcessor, which prepare frames for X-CLIP");
        };
      }
    }
    for (String key : List.of("resample", "image_mean", "image_std")) {
      if (isAbsent(root.path(key)) && flag(key.equals("resample") ? "do_resize" : "do_normalize")) {
        throw new ConfigException(origin + ": has neither image_processor_type nor " + key + ", so there is no telling"
            + " how frames are prepared: add the two, or copy the file from the published checkpoint");
      }
    }
    return Defaults.VIDEO_MAE;
  }

  private void checkKeys() throws ConfigException {
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      String key = entry.getKey();
      JsonNode value = entry.getValue();
      boolean usual = key.equals("data_format") && value.asString("").equals("channels_first");
      boolean off = value.isNull() || value.isBoolean() && !value.booleanValue();
      if (!UNDERSTOOD.contains(key) && !WITHOUT_EFFECT.contains(key) && !usual && !off) {
        throw new ConfigException(origin + ": " + key + " is " + value + ", which is not supported: frames would be"
            + " prepared differently; remove the key if it has no effect on them, or take the published file");
      }
    }
  }

  private ImageSteps steps(int imageSize) throws ConfigException {
    checkKeys();
    Optional<ImageSteps.Resize> resize = flag("do_resize") ? Optional.of(resize(imageSize)) : Optional.empty();
    Optional<ImageSteps.Size> crop = flag("do_center_crop") ? Optional.of(crop(imageSize)) : Optional.empty();
    double rescale = flag("do_rescale") ? number("rescale_factor", 1 / 255.0) : 1;
    boolean normalizes = flag("do_normalize");
    double[] mean = normalizes ? channels("image_mean", defaults.mean) : ZEROS;
    double[] std = normalizes ? channels("image_std", defaults.std) : ONES;
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
      return defaults.filter;
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
