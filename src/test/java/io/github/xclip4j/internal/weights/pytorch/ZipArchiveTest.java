package io.github.xclip4j.internal.weights.pytorch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xclip4j.internal.weights.StoredWeights;
import io.github.xclip4j.weights.WeightsException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Archives whose sizes and places are all in their 64-bit fields, as those of files over 4 GB are. */
class ZipArchiveTest {
  private static final int ONES = -1;

  private static byte[] zip64(List<Map.Entry<String, byte[]>> entries) {
    ByteBuffer zip = ByteBuffer.allocate(8192).order(ByteOrder.LITTLE_ENDIAN);
    long[] places = new long[entries.size()];
    for (int i = 0; i < places.length; i++) {
      byte[] name = entries.get(i).getKey().getBytes(ISO_8859_1);
      byte[] content = entries.get(i).getValue();
      places[i] = zip.position();
      zip.putInt(0x04034b50).putShort((short) 45).putInt(0).putLong(0).putLong(-1L);
      zip.putShort((short) name.length).putShort((short) 0).put(name).put(content);
    }
    long directory = zip.position();
    for (int i = 0; i < places.length; i++) {
      byte[] name = entries.get(i).getKey().getBytes(ISO_8859_1);
      long bytes = entries.get(i).getValue().length;
      zip.putInt(0x02014b50).putShort((short) 45).putShort((short) 45).putInt(0).putLong(0);
      zip.putInt(ONES).putInt(ONES).putShort((short) name.length).putShort((short) 28).putShort((short) 0);
      zip.putLong(0).putInt(ONES).put(name);
      zip.putShort((short) 1).putShort((short) 24).putLong(bytes).putLong(bytes).putLong(places[i]);
    }
    long directoryBytes = zip.position() - directory;
    long end = zip.position();
    zip.putInt(0x06064b50).putLong(44).putInt(0).putLong(0).putLong(places.length).putLong(places.length);
    zip.putLong(directoryBytes).putLong(directory);
    zip.putInt(0x07064b50).putInt(0).putLong(end).putInt(1);
    zip.putInt(0x06054b50).putInt(0).putInt(ONES).putInt(ONES).putInt(ONES).putShort((short) 0);
    return Arrays.copyOf(zip.array(), zip.position());
  }

  private static StoredWeights read(byte[] file) throws WeightsException {
    return PyTorchFile.read(MemorySegment.ofArray(file), "x.pth", Arena.ofAuto());
  }

  @Test
  void sizesOf64Bits_areRead() throws WeightsException {
    byte[] storage = new byte[24];
    ByteBuffer.wrap(storage).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(new float[] {0, 1, 2, 3, 4, 5});
    byte[] file = zip64(List.of(
        Map.entry("archive/data.pkl", PyTorchFuzzTest.PICKLE.getBytes(ISO_8859_1)),
        Map.entry("archive/data/0", storage),
        Map.entry("archive/data/1", new byte[8])));
    StoredWeights weights = read(file);
    assertThat(weights.names()).containsExactly("a", "b", "c");
    assertThat(weights.floats("a")).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(weights.floats("b")).containsExactly(1, 3, 2, 4);
    assertThat(weights.metadata()).containsEntry("config.T", "8").containsEntry("epoch", "1");
  }

  @Test
  void storageShorterThanThePickleSays_isRefusedWithBothNumbers() {
    byte[] file = zip64(List.of(
        Map.entry("archive/data.pkl", PyTorchFuzzTest.PICKLE.getBytes(ISO_8859_1)),
        Map.entry("archive/data/0", new byte[20]),
        Map.entry("archive/data/1", new byte[8])));
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("has 20 bytes, the pickle says 6 elements of F32");
  }

  @Test
  void fileCutOff_isSaidToBe() {
    byte[] file = zip64(List.of(Map.entry("archive/data.pkl", PyTorchFuzzTest.PICKLE.getBytes(ISO_8859_1))));
    assertThatThrownBy(() -> read(Arrays.copyOf(file, file.length / 2)))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("cut off");
  }
}
