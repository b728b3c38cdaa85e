package io.github.xclip4j.internal.weights.pytorch;

import static io.github.xclip4j.SharedData.shared;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.xclip4j.internal.weights.Fuzzing;
import io.github.xclip4j.weights.WeightsException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mutated PyTorch files of both formats: a typed exception or tensors, never a hang, a call or a large allocation. */
class PyTorchFuzzTest {
  /** Two tensors over one storage, a tensor with strides, and a trainer's config beside the model. */
  static final String PICKLE = "\u0080\u0002}q\0(X\5\0\0\0modelq\1ccollections\nOrderedDict\nq\2)Rq\3("
      + tensor("a", "FloatStorage", "0", 6, 0, "K\2K\3\u0086", "K\3K\1\u0086")
      + tensor("b", "FloatStorage", "0", 6, 1, "K\2K\2\u0086", "K\1K\2\u0086")
      + tensor("c", "HalfStorage", "1", 4, 0, "K\4\u0085", "K\1\u0085")
      + "uX\6\0\0\0configq\4cyacs.config\nCfgNode\nq\5)\u0081q\6}q\7(X\1\0\0\0TK\10ubX\5\0\0\0epochJ\1\0\0\0"
      + "X\2\0\0\0lrG\77\100\0\0\0\0\0\0u.";

  private static String tensor(
      String name, String type, String key, int elements, int offset, String shape, String strides) {
    return "X\1\0\0\0" + name + "ctorch._utils\n_rebuild_tensor_v2\n((X\7\0\0\0storagectorch\n" + type
        + "\nX\1\0\0\0" + key + "X\3\0\0\0cpuK" + (char) elements + "tQK" + (char) offset + shape + strides
        + "\u0089ccollections\nOrderedDict\n)RtR";
  }

  private static byte[] zip(int method) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      entry(zip, method, "archive/data.pkl", PICKLE.getBytes(ISO_8859_1));
      entry(zip, method, "archive/byteorder", "little".getBytes(ISO_8859_1));
      entry(zip, method, "archive/data/0", new byte[24]);
      entry(zip, method, "archive/data/1", new byte[8]);
    }
    return bytes.toByteArray();
  }

  private static void entry(ZipOutputStream zip, int method, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(method);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
  }

  private static byte[] legacy() {
    String start = "\u0080\2\u008a\12\154\374\234\106\371\40\152\250\120\31.\u0080\2M\u00e9\3."
        + "\u0080\2}q\0X\15\0\0\0little_endianq\1\u0088s.";
    String keys = "\u0080\2]q\0(X\1\0\0\0" + "0X\1\0\0\0" + "1e.";
    String bytes = "\6\0\0\0\0\0\0\0" + "\0".repeat(24) + "\4\0\0\0\0\0\0\0" + "\0".repeat(8);
    return (start + PICKLE + keys + bytes).getBytes(ISO_8859_1);
  }

  private static Fuzzing fuzzing() {
    return new Fuzzing(file -> PyTorchFile.read(file, "fuzz", Arena.ofAuto()));
  }

  @Test
  void mutatedZip_endsInATypedExceptionOrAResult() throws IOException {
    fuzzing().run(zip(ZipEntry.STORED), 10_000, 2);
  }

  @Test
  void mutatedCompressedZip_endsInATypedExceptionOrAResult() throws IOException {
    fuzzing().run(zip(ZipEntry.DEFLATED), 3_000, 3);
  }

  @Test
  void mutatedLegacyFile_endsInATypedExceptionOrAResult() throws WeightsException {
    fuzzing().run(legacy(), 10_000, 4);
  }

  @ParameterizedTest
  @CsvSource({"checkpoints/tiny-a-bin/pytorch_model.bin, 5", "checkpoints/tiny-a-bin-legacy/pytorch_model.bin, 6",
      "original/tiny_k400_16_8.pth, 7"})
  void mutatedPublishedFile_endsInATypedExceptionOrAResult(String file, long seed) throws IOException {
    fuzzing().run(Files.readAllBytes(shared("golden/" + file)), 500, seed);
  }
}
