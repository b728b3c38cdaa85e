package io.github.xclip4j.video;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.SharedData;
import io.github.xclip4j.internal.weights.Safetensors;
import io.github.xclip4j.internal.weights.StoredWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Pixels equal to PIL's and to the reference image processor's, to the bit. */
class ImageProcessorGoldenTest {
  @ParameterizedTest
  @MethodSource("fixtures")
  void smallFrames_equalReference(String frame, int shortestEdge, int crop, String expected) throws IOException {
    assertGolden(SharedData.fixture("preprocess"), frame, shortestEdge, crop, expected);
  }

  static Stream<Object[]> fixtures() {
    return Stream.of(
        new Object[] {"07_noise_97x61.png", 32, 32, "07_noise_97x61.s32.c32.safetensors"},
        new Object[] {"08_grad_33x200.png", 32, 32, "08_grad_33x200.s32.c32.safetensors"},
        new Object[] {"09_noise_64x48.png", 48, 32, "09_noise_64x48.s48.c32.safetensors"},
        new Object[] {"10_tex_20x20.png", 16, 32, "10_tex_20x20.s16.c32.safetensors"});
  }

  @Test
  void allFrames_equalReference() throws IOException {
    Path directory = SharedData.shared("golden/preprocess");
    for (JsonNode entry : JsonMapper.shared().readTree(directory.resolve("index.json").toFile())) {
      assertGolden(directory, entry.path("frame").stringValue(), entry.path("shortest_edge").intValue(),
          entry.path("crop").intValue(), entry.path("expected").stringValue());
    }
  }

  @Test
  void everyFilter_equalsPil() throws IOException {
    for (JsonNode entry : JsonMapper.shared().readTree(SharedData.fixture("preprocess/pil_filters.json").toFile())) {
      int height = entry.path("resized_height").intValue();
      int width = entry.path("resized_width").intValue();
      Frames frames = new Frames(1, entry.path("height").intValue(), entry.path("width").intValue(),
          Base64.getDecoder().decode(entry.path("rgb").stringValue()));
      String config = ("{\"size\": {\"height\": %d, \"width\": %d}, \"do_center_crop\": false, \"resample\": %d,"
          + " \"image_processor_type\": \"VideoMAEImageProcessor\"}")
          .formatted(height, width, entry.path("resample").intValue());
      Path file = Files.createTempFile("preprocessor", ".json");
      try {
        Files.writeString(file, config);
        Pixels pixels = ImageProcessor.load(file).process(frames);
        assertThat(interleaved(pixels)).as(config + " from " + frames.width() + "x" + frames.height())
            .isEqualTo(Base64.getDecoder().decode(entry.path("expected").stringValue()));
      } finally {
        Files.delete(file);
      }
    }
  }

  private static void assertGolden(Path directory, String frame, int shortestEdge, int crop, String expected)
      throws IOException {
    Pixels pixels = ImageProcessor.of(shortestEdge, crop).process(directory.resolve(frame));
    try (StoredWeights golden = Safetensors.open(directory.resolve(expected))) {
      assertThat(golden.info("cropped_u8").shape())
          .isEqualTo(List.of(3L, (long) pixels.height(), (long) pixels.width()));
      byte[] bytes = new byte[pixels.planar().length];
      golden.tensor("cropped_u8").bytes().asByteBuffer().get(bytes);
      assertThat(pixels.planar()).as(frame).isEqualTo(bytes);
      if (golden.names().contains("pixel_values")) {
        assertThat(pixels.values()).as(frame).isEqualTo(golden.floats("pixel_values"));
      }
    }
  }

  private static byte[] interleaved(Pixels pixels) {
    byte[] result = new byte[pixels.planar().length];
    int plane = pixels.height() * pixels.width();
    for (int i = 0; i < result.length; i++) {
      result[i % plane * Frames.CHANNELS + i / plane] = pixels.planar()[i];
    }
    return result;
  }
}
