package io.github.xclip4j.internal.weights.pytorch;

import static io.github.xclip4j.SharedData.shared;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xclip4j.internal.weights.StoredTensor;
import io.github.xclip4j.internal.weights.StoredWeights;
import io.github.xclip4j.internal.weights.WeightSources;
import io.github.xclip4j.internal.weights.pytorch.PickleValues.Inert;
import io.github.xclip4j.internal.weights.pytorch.PickleValues.Tensor;
import io.github.xclip4j.weights.DType;
import io.github.xclip4j.weights.TensorInfo;
import io.github.xclip4j.weights.WeightsException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PyTorchFileTest {
  @ParameterizedTest
  @ValueSource(strings = {"checkpoints/tiny-a-bin", "checkpoints/tiny-a-bin-legacy"})
  void everyTensor_isEqualToTheSafetensorsFileToTheBit(String directory) throws Exception {
    try (StoredWeights pickled = WeightSources.open(shared("golden/" + directory));
        StoredWeights plain = WeightSources.open(shared("golden/checkpoints/tiny-a"))) {
      for (String name : plain.names()) {
        assertThat(pickled.info(name).elements()).as(name).isEqualTo(plain.info(name).elements());
        assertThat(pickled.floats(name)).as(name).isEqualTo(plain.floats(name));
      }
      assertThat(pickled.names()).filteredOn(name -> !name.endsWith("position_ids"))
          .containsExactlyInAnyOrderElementsOf(plain.names());
    }
  }

  @Test
  void shardedPickles_areReadThroughTheirIndex(@TempDir Path folder) throws Exception {
    Path whole = shared("golden/checkpoints/tiny-a-bin/pytorch_model.bin");
    Files.copy(whole, folder.resolve("pytorch_model-00001-of-00002.bin"));
    Files.copy(whole, folder.resolve("pytorch_model-00002-of-00002.bin"));
    Files.writeString(folder.resolve("pytorch_model.bin.index.json"), """
        {"metadata": {}, "weight_map": {
          "logit_scale": "pytorch_model-00001-of-00002.bin",
          "visual_projection.weight": "pytorch_model-00002-of-00002.bin"}}
        """);
    try (StoredWeights shards = WeightSources.open(folder); StoredWeights one = WeightSources.open(whole)) {
      assertThat(shards.names()).containsExactly("logit_scale", "visual_projection.weight");
      assertThat(shards.floats("visual_projection.weight")).isEqualTo(one.floats("visual_projection.weight"));
    }
  }

  @Test
  void trainersFile_hasWeightsAndSettings() throws Exception {
    try (StoredWeights weights = WeightSources.open(shared("golden/original/tiny_k400_16_8.pth"))) {
      assertThat(weights.metadata()).containsEntry("config.DATA.NUM_FRAMES", "8").containsEntry("epoch", "29");
      assertThat(weights.info("visual.proj")).isEqualTo(TensorInfo.of(DType.F32, 128, 64));
      assertThat(weights.info("logit_scale")).isEqualTo(TensorInfo.of(DType.F32));
    }
  }

  @ParameterizedTest
  @CsvSource({"os,system", "posix,system", "subprocess,Popen", "builtins,eval", "builtins,getattr", "runpy,run_path"})
  void pickleThatWouldRunCode_isRefusedByName(String module, String name, @TempDir Path folder) throws Exception {
    byte[] pickle = ("\u0080\u0002c" + module + "\n" + name + "\nX\u0004\0\0\0true\u0085R.").getBytes(ISO_8859_1);
    Path plain = Files.write(folder.resolve("plain.bin"), pickle);
    Path zip = folder.resolve("zip.bin");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("archive/data.pkl"));
      out.write(pickle);
    }
    for (Path file : new Path[] {plain, zip}) {
      assertThatThrownBy(() -> WeightSources.open(file))
          .isInstanceOf(WeightsException.class)
          .hasMessageContaining(module + "." + name)
          .hasMessageContaining("refused")
          .hasMessageContaining(file.toString());
    }
  }

  @Test
  void unknownClass_isAnInertRecord() throws WeightsException {
    byte[] pickle = "\u0080\u0002cyacs.config\nCfgNode\n)\u0081}X\u0001\0\0\0aK\u0001sbX\u0001\0\0\0bK\u0002s."
        .getBytes(ISO_8859_1);
    Object value = new Unpickler(new PickleBytes(MemorySegment.ofArray(pickle), "test")).load();
    assertThat(value).isInstanceOf(Inert.class);
    assertThat(((Inert) value).entries()).containsEntry("a", 1L).containsEntry("b", 2L);
  }

  @Test
  void tensorOfASubclass_isThePlainTensor() throws WeightsException {
    byte[] pickle = ("ctorch._tensor\n_rebuild_from_type_v2\n(ctorch._utils\n_rebuild_tensor_v2\n"
        + "ctorch.nn.parameter\nParameter\n((X\7\0\0\0storagectorch\nHalfStorage\nX\1\0\0\0" + "0X\3\0\0\0cpuK\4tQK\1"
        + "K\2\u0085K\1\u0085\u0089}t}tR.").getBytes(ISO_8859_1);
    Object value = new Unpickler(new PickleBytes(MemorySegment.ofArray(pickle), "test")).load();
    assertThat(value).isInstanceOfSatisfying(Tensor.class, tensor -> {
      assertThat(tensor.dtype()).isEqualTo(DType.F16);
      assertThat(tensor.firstElement()).isEqualTo(1);
      assertThat(tensor.shape()).containsExactly(2L);
    });
  }

  @Test
  void sharedAndTransposedStorages_areReadByTheirStrides() throws WeightsException {
    MemorySegment storage = MemorySegment.ofArray(new float[] {0, 1, 2, 3, 4, 5, 6, 7});
    StoredTensor transposed =
        StoredTensor.strided("t", TensorInfo.of(DType.F32, 3, 2), storage, 1, List.of(1L, 3L));
    assertThat(transposed.floats()).containsExactly(1, 4, 2, 5, 3, 6);
    StoredTensor rows = StoredTensor.strided("t", TensorInfo.of(DType.F32, 2, 2), storage, 2, List.of(4L, 1L));
    assertThat(rows.floats()).containsExactly(2, 3, 6, 7);
    StoredTensor broadcast = StoredTensor.strided("t", TensorInfo.of(DType.F32, 2, 3), storage, 5, List.of(0L, 1L));
    assertThat(broadcast.floats()).containsExactly(5, 6, 7, 5, 6, 7);
    assertThatThrownBy(() -> StoredTensor.strided("t", TensorInfo.of(DType.F32, 3, 3), storage, 0, List.of(3L, 1L)))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("8 elements");
  }
}
