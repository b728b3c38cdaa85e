package io.github.xclip4j.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xclip4j.SharedData;
import io.github.xclip4j.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageProcessorTest {
  @TempDir
  private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {
      "{\"size\": 40, \"crop_size\": 32}",
      "{\"size\": 40, \"feature_extractor_type\": \"VideoMAEFeatureExtractor\", \"resample\": 2}",
      "{\"size\": {\"shortest_edge\": 40}}",
      "{\"size\": {\"shortest_edge\": 40}, \"crop_size\": {\"height\": 32, \"width\": 32}}",
      "{\"size\": {\"shortest_edge\": 40}, \"crop_size\": null, \"image_mean\": [0.485, 0.456, 0.406]}"})
  void oldAndNewForms_meanTheSame(String json) throws IOException {
    Frames frames = noise(1, 50, 70);
    Pixels expected = ImageProcessor.of(40, 32).process(frames);
    Pixels actual = processor(json, 32).process(frames);
    assertThat(actual.planar()).isEqualTo(expected.planar());
    assertThat(actual.tables()).isDeepEqualTo(expected.tables());
  }

  @Test
  void absentSizes_areTheModels() throws IOException {
    Pixels pixels = processor("{}", 24).process(noise(1, 50, 70));
    assertThat(pixels.planar()).isEqualTo(ImageProcessor.of(24, 24).process(noise(1, 50, 70)).planar());
  }

  @Test
  void directory_isSearchedForTheFile() throws IOException {
    Pixels pixels = ImageProcessor.load(SharedData.fixture("checkpoints/tiny-b"), 42).process(noise(2, 50, 70));
    assertThat(new int[] {pixels.count(), pixels.height(), pixels.width()}).containsExactly(2, 42, 42);
  }

  @Test
  void switchedOffSteps_leaveThePixels() throws IOException {
    Frames frames = noise(1, 5, 7);
    Pixels pixels = processor("{\"do_resize\": false, \"do_center_crop\": false, \"do_rescale\": false,"
        + " \"do_normalize\": false}", 224).process(frames);
    float[] values = pixels.values();
    assertThat(new int[] {pixels.height(), pixels.width()}).containsExactly(5, 7);
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i]).isEqualTo(frames.rgb()[i % 35 * 3 + i / 35] & 0xFF);
    }
  }

  @Test
  void meanAndStd_mayBeOneNumber() throws IOException {
    Pixels pixels = processor("{\"image_mean\": 0.5, \"image_std\": 0.5}", 8).process(noise(1, 8, 8));
    assertThat(pixels.tables()[2]).startsWith(-1f).endsWith(1f);
  }

  /** Filters widen with the reduction, clip at the borders, overshoot: their weights still sum to one. */
  @ParameterizedTest
  @CsvSource({"1,1", "1,40", "40,1", "7,300", "300,7", "224,224", "113,219"})
  void constantImage_staysConstant(int height, int width) throws IOException {
    for (int filter = 0; filter < 6; filter++) {
      byte[] rgb = new byte[height * width * 3];
      Arrays.fill(rgb, (byte) 201);
      Pixels pixels = processor("{\"size\": 30, \"resample\": " + filter + "}", 30)
          .process(new Frames(1, height, width, rgb));
      assertThat(pixels.planar()).as("filter " + filter).containsOnly((byte) 201);
    }
  }

  @Test
  void cropOfOddDifference_isAsInTheReference() throws IOException {
    Frames frames = new Frames(1, 1, 1, new byte[] {9, 9, 9});
    byte[] planar = processor("{\"do_resize\": false, \"crop_size\": 4}").process(frames).planar();
    assertThat(IntStream.range(0, 16).filter(i -> planar[i] != 0)).containsExactly(2 * 4 + 2);
  }

  @Test
  void cropWithinFrame_isCentred() throws IOException {
    Frames frames = noise(1, 7, 10);
    byte[] planar = processor("{\"do_resize\": false, \"crop_size\": 4}").process(frames).planar();
    assertThat(planar[0]).isEqualTo(frames.rgb()[(1 * 10 + 3) * 3]);
  }

  /** mmcv's ThreeCrop moves by half of what is left out, rounded down, so the last crop may end a pixel early. */
  @ParameterizedTest
  @CsvSource({"START,0", "CENTER,3", "END,6"})
  void cropPosition_liesAlongTheLongerSide(CropPosition position, int first) throws IOException {
    Frames wide = noise(1, 4, 11);
    Frames high = noise(1, 11, 4);
    ImageProcessor processor = processor("{\"do_resize\": false, \"crop_size\": 4}").withCrop(position);
    assertThat(processor.process(wide).planar()[0]).isEqualTo(wide.rgb()[first * 3]);
    assertThat(processor.process(high).planar()[0]).isEqualTo(high.rgb()[first * 4 * 3]);
  }

  @Test
  void cropPosition_leavesTheShorterSideCentred() throws IOException {
    Frames frames = noise(1, 8, 11);
    ImageProcessor processor = processor("{\"do_resize\": false, \"crop_size\": 4}");
    assertThat(processor.withCrop(CropPosition.START).process(frames).planar()[0]).isEqualTo(frames.rgb()[2 * 11 * 3]);
  }

  @Test
  void cropPosition_ofAPreprocessingWithoutCrop_isRefused() throws IOException {
    ImageProcessor processor = processor("{\"do_center_crop\": false}", 224);
    assertThatThrownBy(() -> processor.withCrop(CropPosition.END)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("END").hasMessageContaining("do_center_crop");
  }

  @Test
  void framesTogether_equalFramesAlone() {
    ImageProcessor processor = ImageProcessor.of(32, 28);
    Frames frames = noise(3, 45, 61);
    byte[] together = processor.process(frames).planar();
    int size = together.length / 3;
    for (int i = 0; i < 3; i++) {
      byte[] rgb = Arrays.copyOfRange(frames.rgb(), i * frames.frameBytes(), (i + 1) * frames.frameBytes());
      assertThat(processor.process(new Frames(1, 45, 61, rgb)).planar())
          .isEqualTo(Arrays.copyOfRange(together, i * size, (i + 1) * size));
    }
  }

  /** The last row of the array is read byte by byte; others are read in words that include a byte of the next pixel. */
  @Test
  void lastRow_isResampledAsTheOthers() throws IOException {
    ImageProcessor processor = processor("{\"size\": {\"height\": 9, \"width\": 20}, \"do_center_crop\": false}");
    byte[] row = noise(1, 1, 53).rgb();
    byte[] rgb = new byte[31 * row.length];
    for (int y = 0; y < 31; y++) {
      System.arraycopy(row, 0, rgb, y * row.length, row.length);
    }
    byte[] planar = processor.process(new Frames(1, 31, 53, rgb)).planar();
    for (int y = 1; y < 9; y++) {
      assertThat(Arrays.copyOfRange(planar, y * 20, y * 20 + 20)).isEqualTo(Arrays.copyOf(planar, 20));
    }
  }

  @Test
  void sizesInTurnAndThreads_doNotDisturbOneAnother() {
    ImageProcessor processor = ImageProcessor.of(32, 32);
    Frames[] frames = {noise(1, 45, 61), noise(1, 64, 48), noise(1, 20, 20)};
    byte[][] expected = Arrays.stream(frames).map(f -> ImageProcessor.of(32, 32).process(f).planar())
        .toArray(byte[][]::new);
    boolean equal = IntStream.range(0, 300).parallel()
        .allMatch(i -> Arrays.equals(processor.process(frames[i % 3]).planar(), expected[i % 3]));
    assertThat(equal).isTrue();
  }

  @Test
  void tooManyPixels_areRefused() throws IOException {
    ImageProcessor processor = processor("{\"size\": 16000, \"do_center_crop\": false}", 224);
    assertThatThrownBy(() -> processor.process(noise(1, 3, 30))).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("160000x16000").hasMessageContaining("do_center_crop");
  }

  @Test
  void extremeProportions_areRefusedOrCropped() {
    Frames line = noise(1, 1, 50_000);
    assertThat(ImageProcessor.of(224, 224).process(line).planar()).hasSize(3 * 224 * 224);
    assertThatThrownBy(() -> ImageProcessor.of(16_000, 224).process(line))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("50000x1");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "{\"size\": 0} | size is 0",
      "{\"size\": {\"longest_edge\": 3}} | size is",
      "{\"size\": {\"shortest_edge\": 3, \"longest_edge\": 9}} | size is",
      "{\"size\": {\"height\": 3}} | size is",
      "{\"crop_size\": \"big\"} | crop_size is \"big\"",
      "{\"resample\": 6} | resample is 6",
      "{\"do_resize\": 1} | do_resize is 1",
      "{\"image_mean\": [1, 2]} | image_mean is [1,2]",
      "{\"image_std\": [1, 0, 1]} | image_std is [1,0,1]",
      "{\"rescale_factor\": \"x\"} | rescale_factor is",
      "[] | not a JSON object",
      "{\"size\" | not JSON"})
  void badFile_isNamedWithKeyAndValue(String json, String message) throws IOException {
    Path file = Files.writeString(directory.resolve("preprocessor_config.json"), videoMae(json));
    assertThatThrownBy(() -> ImageProcessor.load(file, 224)).isInstanceOf(ConfigException.class)
        .hasMessageContaining(file.toString()).hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      {}                                           | has neither image_processor_type nor resample
      {"resample": 2, "image_mean": 0.5}           | has neither image_processor_type nor image_std
      {"image_processor_type": "VivitImageProcessor"} | it must be VideoMAEImageProcessor or CLIPImageProcessor
      {"image_processor_type": 3}                  | image_processor_type is 3
      {"image_processor_type": "VideoMAEImageProcessor", "do_flip_channel_order": true} | do_flip_channel_order is true
      {"image_processor_type": "VideoMAEImageProcessor", "data_format": "channels_last"} | data_format is "channels_last"
      {"image_processor_type": "VideoMAEImageProcessor", "crop_pct": 0.9} | crop_pct is 0.9, which is not supported
      {"model_type": "xclip", "vision_config": {}} | has model_type, so it is a model's config.json
      """)
  void fileThatSaysSomethingElse_isRefusedNotReplacedByDefaults(String json, String message) throws IOException {
    Path file = Files.writeString(directory.resolve("preprocessor_config.json"), json);
    assertThatThrownBy(() -> ImageProcessor.load(directory, 224)).isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(file + ": ").hasMessageContaining(message).hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @CsvSource({"processor_config.json", "preprocessor_config.json"})
  void sectionOfAProcessorsFile_isRead(String name) throws IOException {
    Files.writeString(directory.resolve("preprocessor_config.json"), videoMae("{}"));
    Files.writeString(directory.resolve(name), """
        {"image_processor": {"image_processor_type": "VideoMAEImageProcessor", "image_mean": [0.5, 0.5, 0.5],
          "image_std": [0.5, 0.5, 0.5], "data_format": "channels_first", "device": null, "do_pad": null},
         "processor_class": "XCLIPProcessor"}""");
    Pixels pixels = ImageProcessor.load(directory, 8).process(noise(1, 8, 8));
    assertThat(pixels.tables()[0]).startsWith(-1f).endsWith(1f);
  }

  @Test
  void olderNamesAndKeysWithoutEffect_areTaken() throws IOException {
    Files.writeString(directory.resolve("preprocessor_config.json"), """
        {"feature_extractor_type": "VideoMAEFeatureExtractor", "size": 24, "do_flip_channel_order": false,
         "processor_class": "XCLIPProcessor", "do_convert_rgb": true}""");
    byte[] planar = ImageProcessor.load(directory, 24).process(noise(1, 50, 70)).planar();
    assertThat(planar).isEqualTo(ImageProcessor.of(24, 24).process(noise(1, 50, 70)).planar());
  }

  @Test
  void processorOfClip_hasClipsDefaults() throws IOException {
    Path clip = Files.writeString(directory.resolve("clip.json"), "{\"image_processor_type\": \"CLIPImageProcessor\"}");
    Pixels pixels = ImageProcessor.load(clip, 24).process(noise(1, 50, 70));
    Pixels bicubic = processor("{\"resample\": 3}", 24).process(noise(1, 50, 70));
    assertThat(pixels.planar()).isEqualTo(bicubic.planar());
    assertThat(pixels.tables()[0][0]).isEqualTo(-0.48145466f / 0.26862954f);
  }

  @Test
  void noFile_saysWhatToCopy() {
    assertThatThrownBy(() -> ImageProcessor.load(directory, 224)).isInstanceOf(ConfigException.class)
        .hasMessageContaining("preprocessor_config.json").hasMessageContaining("copy it");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "{\"crop_size\": 32} | makes pixels of 32x32 | crop_size",
      "{\"size\": {\"height\": 9, \"width\": 16}, \"do_center_crop\": false} | makes pixels of 16x9 | correct size"})
  void fileForAnotherModel_isRefused(String json, String found, String remedy) {
    assertThatThrownBy(() -> processor(json, 16)).isInstanceOf(ConfigException.class)
        .hasMessageContaining(found).hasMessageContaining("image_size of config.json is 16")
        .hasMessageContaining(remedy);
  }

  private ImageProcessor processor(String json) throws IOException {
    return ImageProcessor.load(Files.writeString(directory.resolve("config.json"), videoMae(json)));
  }

  private ImageProcessor processor(String json, int imageSize) throws IOException {
    return ImageProcessor.load(Files.writeString(directory.resolve("config.json"), videoMae(json)), imageSize);
  }

  /** An object with the type of processor before its keys; anything else as it is. */
  private static String videoMae(String json) {
    return json.replaceFirst("^\\{(?=(.?))", "{\"image_processor_type\": \"VideoMAEImageProcessor\", ")
        .replace(", }", "}");
  }

  private static Frames noise(int count, int height, int width) {
    byte[] rgb = new byte[count * height * width * 3];
    new Random(7).nextBytes(rgb);
    return new Frames(count, height, width, rgb);
  }
}
