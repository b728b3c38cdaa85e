package io.github.xclip4j.pixels;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.SharedData;
import io.github.xclip4j.internal.weights.Safetensors;
import io.github.xclip4j.internal.weights.StoredWeights;
import io.github.xclip4j.video.FrameSampler;
import io.github.xclip4j.video.Frames;
import io.github.xclip4j.video.Video;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sizes, pixels and frame numbers against the authors' code. */
class GoldenPixelsTest {
  private final Path folder = SharedData.shared("golden/evaluation");

  private JsonNode json(String name) throws IOException {
    return JsonMapper.shared().readTree(Files.readAllBytes(folder.resolve(name)));
  }

  @TestFactory
  Stream<DynamicTest> pixels_equalTheReference() throws IOException {
    return StreamSupport.stream(json("preprocess/index.json").spliterator(), false)
        .map(each -> DynamicTest.dynamicTest(each.get("expected").asString(), () -> {
          Path picture = SharedData.shared("golden/preprocess").resolve(each.get("frame").asString());
          Frames frame = Video.open(picture).sample(FrameSampler.of(0), 1).frames();
          int size = each.get("size").asInt();
          try (StoredWeights expected =
              Safetensors.open(folder.resolve("preprocess", each.get("expected").asString()))) {
            assertThat(AuthorsPixels.single(size).process(frame).planar()).isEqualTo(bytes(expected, "single"));
            byte[] three = bytes(expected, "three");
            List<AuthorsPixels> crops = AuthorsPixels.three(size);
            int crop = three.length / 3;
            for (int i = 0; i < 3; i++) {
              assertThat(crops.get(i).process(frame).planar())
                  .isEqualTo(Arrays.copyOfRange(three, i * crop, (i + 1) * crop));
            }
          }
        }));
  }

  private static byte[] bytes(StoredWeights file, String name) throws IOException {
    long[] values = file.tensor(name).longs();
    byte[] bytes = new byte[values.length];
    IntStream.range(0, bytes.length).forEach(i -> bytes[i] = (byte) values[i]);
    return bytes;
  }

  @Test
  void normalization_equalsTheReference() throws IOException {
    try (StoredWeights expected = Safetensors.open(folder.resolve("preprocess/normalized.safetensors"))) {
      float[] normalized = expected.floats("normalized");
      float[][] tables = AuthorsPixels.tables();
      for (int i = 0; i < normalized.length; i++) {
        assertThat(tables[i / 256][i % 256]).isEqualTo(normalized[i]);
      }
    }
  }

  @Test
  void sizes_equalTheReference() throws IOException {
    JsonNode sizes = json("preprocess/sizes.json");
    sizes.get("single_view_short_side").properties().forEach(entry -> assertThat(
        AuthorsPixels.shortSide(Integer.parseInt(entry.getKey()))).isEqualTo(entry.getValue().asInt()));
    for (String rows : List.of("usual", "not_half_up")) {
      for (JsonNode row : sizes.get(rows)) {
        int width = row.get(0).asInt();
        int height = row.get(1).asInt();
        int target = row.get(2).asInt();
        assertThat(AuthorsPixels.resized(width, width, height, target)).isEqualTo(row.get(3).asInt());
        assertThat(AuthorsPixels.resized(height, width, height, target)).isEqualTo(row.get(4).asInt());
      }
    }
  }

  @Test
  void singleView_takesTheReferencesFrames() throws IOException {
    JsonNode sampling = json("sampling.json");
    for (String kind : List.of("single_view", "not_the_exact_floor")) {
      for (Map.Entry<String, JsonNode> wanted : sampling.get(kind).properties()) {
        for (Map.Entry<String, JsonNode> available : wanted.getValue().properties()) {
          assertThat(AuthorsSampling.singleView().indices(Integer.parseInt(available.getKey()),
              Integer.parseInt(wanted.getKey()))).isEqualTo(integers(available.getValue()));
        }
      }
    }
  }

  @Test
  void training_drawsWithinTheReferencesSegments() throws IOException {
    for (Map.Entry<String, JsonNode> wanted : json("sampling.json").get("training").properties()) {
      for (Map.Entry<String, JsonNode> available : wanted.getValue().properties()) {
        int frames = Integer.parseInt(available.getKey());
        int[] indices = AuthorsSampling.training(1, "a.mp4", 0).indices(frames, Integer.parseInt(wanted.getKey()));
        JsonNode expected = available.getValue();
        if (expected.has("fixed")) {
          assertThat(indices).isEqualTo(integers(expected.get("fixed")));
        } else {
          int segment = expected.get("segment").asInt();
          for (int i = 0; i < indices.length; i++) {
            assertThat(indices[i]).isBetween(i * segment, (i + 1) * segment - 1);
          }
          assertThat(indices.length * segment).isEqualTo(expected.get("end").asInt());
        }
      }
    }
  }

  private static int[] integers(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }
}
