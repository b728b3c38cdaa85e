package io.github.xclip4j.internal.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xclip4j.cli.checkpoints.SafetensorsWriter;
import io.github.xclip4j.weights.DType;
import io.github.xclip4j.weights.TensorInfo;
import io.github.xclip4j.weights.WeightsException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
  private static final String SMALL = """
      {"__metadata__": {"format": "pt"},
       "w": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]},
       "h": {"dtype": "F16", "shape": [4], "data_offsets": [24, 32]},
       "b": {"dtype": "BF16", "shape": [4], "data_offsets": [32, 40]},
       "i": {"dtype": "I64", "shape": [1], "data_offsets": [40, 48]},
       "e": {"dtype": "F32", "shape": [0, 5], "data_offsets": [48, 48]}}""";

  @TempDir
  private Path folder;

  private static byte[] file(String header, int dataBytes) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer file = ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    return file.putLong(json.length).put(json).array();
  }

  private static StoredWeights read(byte[] file) throws WeightsException {
    return Safetensors.read(MemorySegment.ofArray(file), "dir/model.safetensors", List.of());
  }

  @Test
  void mutatedFile_endsInATypedExceptionOrAResult() throws WeightsException {
    new Fuzzing(file -> Safetensors.read(file, "fuzz", List.of())).run(file(SMALL, 48), 12_000, 1);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      {"w":{"dtype":"F32","shape":[2],"data_offsets":[0,16]}} | takes 8 bytes, its data_offsets span 16
      {"w":{"dtype":"F32","shape":[4],"data_offsets":[-16,0]}} | [-16, 0]
      {"w":{"dtype":"F32","shape":[8],"data_offsets":[0,32]}} | ends at byte 32 of the data, the file has 16
      {"w":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}} | starts at byte 4, the header ends at 0
      {"a":{"dtype":"U8","shape":[9],"data_offsets":[0,9]},"b":{"dtype":"U8","shape":[9],"data_offsets":[7,16]}} | b starts at byte 7, a ends at 9
      {"w":{"dtype":"U8","shape":[12],"data_offsets":[0,12]}} | tensors end at byte 12 of the data, the file has 16
      {"w":{"dtype":"F32","shape":[-4],"data_offsets":[0,16]}} | negative dimension
      {"w":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,16]}} | more than 2^63
      {"w":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,16]}} | more than 2^63 bytes
      {"w":{"dtype":"F32","shape":[4],"data_offsets":[0,16]},"w":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}} | Duplicate
      {"w":{"dtype":"F32","shape":[4.5],"data_offsets":[0,16]}} | w.shape is VALUE_NUMBER_FLOAT
      {"w":{"dtype":"F32","shape":[4]}} | data_offsets is missing
      {"w":[]} | w is START_ARRAY
      [] | the header is START_ARRAY
      {"w":{"dtype":"F32" | not valid JSON: Unexpected end-of-input: expected close marker for Object at line 1, column 20: the file is damaged
      {"w":{"shape":[4}} | Unexpected close marker '}': expected ']' at line 1, column 17: the file is damaged
      """)
  void headerThatLies_isOneLineWithTheNumbers(String header, String part) {
    assertThatThrownBy(() -> read(file(header, 16)))
        .isInstanceOf(WeightsException.class)
        .hasMessageStartingWith("dir/model.safetensors: ")
        .hasMessageContaining(part)
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @CsvSource({"F8_E8M0, 4, 4", "F8_E4M3FNUZ, 4, 4", "C64, 4, 32", "F4, 6, 3", "F6_E2M3, 4, 3", "F6_E3M2, 8, 6",
      "F12_X, 4, 5"})
  void anyType_isListedWithItsElements(String dtype, long elements, long bytes) throws IOException {
    String header = "{\"w\":{\"dtype\":\"%s\",\"shape\":[2,%d],\"data_offsets\":[0,%d]}}"
        .formatted(dtype, elements / 2, bytes);
    try (StoredWeights weights = read(file(header, (int) bytes))) {
      assertThat(weights.info("w").dtypeName()).isEqualTo(dtype);
      assertThat(weights.info("w").elements()).isEqualTo(elements);
      assertThat(weights.tensor("w").byteSize()).isEqualTo(bytes);
      assertThat(weights.tensor("w").bytes().byteSize()).isEqualTo(bytes);
      assertThatThrownBy(() -> weights.floats("w")).isInstanceOf(WeightsException.class)
          .hasMessageContaining("is " + dtype + " (2, " + elements / 2 + ")");
    }
  }

  @Test
  void headerLengthPastTheEndOrTheLimit_isRefused() {
    byte[] file = file(SMALL, 48);
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(0, 5000);
    assertThatThrownBy(() -> read(file)).hasMessageContaining("5008").hasMessageContaining("cut off");
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(0, 100_000_001);
    assertThatThrownBy(() -> read(file)).hasMessageContaining("100000001").hasMessageContaining("100000000");
    assertThatThrownBy(() -> read(new byte[5])).hasMessageContaining("5 bytes");
  }

  @Test
  void writer_roundsToNearestEvenAndReadsBack() throws IOException {
    float[] values = {1, -2.5f, 65504, 1.00048828125f, 3.0e-8f, 0};
    Path path = folder.resolve("x.safetensors");
    Map<String, TensorInfo> tensors = Map.of(
        "half", TensorInfo.of(DType.F16, 2, 3), "brain", TensorInfo.of(DType.BF16, 6),
        "ids", TensorInfo.of(DType.I64, 2));
    try (SafetensorsWriter writer = SafetensorsWriter.create(path, tensors, Map.of("format", "pt"))) {
      writer.floats("half", values, 0, 2);
      writer.longs("ids", new long[] {7, -8});
      writer.floats("half", values, 2, 4);
      writer.floats("brain", values);
      assertThat(path).doesNotExist();
      writer.commit();
    }
    try (StoredWeights read = Safetensors.open(path)) {
      assertThat(read.floats("half")).containsExactly(1, -2.5f, 65504, 1, 5.9604645e-8f, 0);
      assertThat(read.floats("brain")).containsExactly(1, -2.5f, 65536, 1, 3.0035153e-8f, 0);
      assertThat(read.tensor("ids").longs()).containsExactly(7, -8);
      assertThat(read.metadata()).containsEntry("format", "pt");
      assertThatThrownBy(() -> read.floats("ids")).isInstanceOf(WeightsException.class).hasMessageContaining("I64");
    }
  }

  @Test
  void writerThatIsNotCommitted_leavesNothing() throws IOException {
    Path path = folder.resolve("x.safetensors");
    try (SafetensorsWriter writer =
        SafetensorsWriter.create(path, Map.of("w", TensorInfo.of(DType.F32, 4)), Map.of())) {
      writer.floats("w", new float[3]);
      assertThatThrownBy(writer::commit).isInstanceOf(IllegalStateException.class).hasMessageContaining("last 4 bytes");
    }
    assertThat(folder.toFile().list()).isEmpty();
  }

  @Test
  void directoryWithoutWeights_namesWhatWasLookedFor() throws IOException {
    assertThatThrownBy(() -> WeightSources.open(folder)).hasMessageContaining("pytorch_model.bin.index.json");
    Files.createFile(folder.resolve("k400_16_8.pth"));
    assertThatThrownBy(() -> WeightSources.open(folder)).hasMessageContaining("k400_16_8.pth: convert it");
    Files.createFile(folder.resolve("model.safetensors"));
    assertThatThrownBy(() -> WeightSources.open(folder)).hasMessageContaining("empty");
  }

  @Test
  void shardIndexThatLeavesItsFolder_isRefused() throws IOException {
    Path index = folder.resolve("model.safetensors.index.json");
    Files.writeString(index, "{\"weight_map\": {\"w\": \"../secret\"}}");
    assertThatThrownBy(() -> WeightSources.open(folder))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("../secret");
    Files.writeString(index, "{\"weight_map\": {\"w\": \"absent.safetensors\"}}");
    assertThatThrownBy(() -> WeightSources.open(folder)).hasMessageContaining("absent.safetensors");
  }
}
