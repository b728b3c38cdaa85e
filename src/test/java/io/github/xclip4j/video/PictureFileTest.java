package io.github.xclip4j.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xclip4j.SharedData;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PIL's values for images of every kind of colour storage. */
class PictureFileTest {
  @TempDir
  Path folder;

  private static byte[] read(String name) throws IOException {
    return PictureFile.read(SharedData.fixture("cases/video/" + name)).rgb();
  }

  @Test
  void cmykJpeg_isNearlyTheRgbOne() throws IOException {
    byte[] inks = read("cmyk.jpg");
    byte[] colours = read("rgb.jpg");
    double difference = 0;
    for (int i = 0; i < inks.length; i++) {
      difference += Math.abs((inks[i] & 0xFF) - (colours[i] & 0xFF));
    }
    assertThat(difference / inks.length).isLessThan(2);
  }

  @Test
  void cmykTiff_isTheRgbOne() throws IOException {
    assertThat(read("cmyk.tif")).isEqualTo(read("rgb.tif"));
  }

  @Test
  void labTiff_isRefusedInALine() {
    assertThatThrownBy(() -> read("lab.tif")).isInstanceOf(VideoException.class).hasMessageContaining("lab.tif")
        .hasMessageContaining("Lab");
  }

  /** Stored inks are inverted: white is luminance 0 with a black of 255. */
  @Test
  void ycck_isLuminanceOfInvertedInks() {
    WritableRaster raster = Raster.createInterleavedRaster(0, 4, 1, 4, null);
    raster.setPixels(0, 0, 4, 1, new int[] {0, 128, 128, 255, 255, 128, 128, 255, 179, 171, 0, 255, 0, 128, 128, 100});
    byte[] rgb = new byte[4 * 3];
    Inks.ofJpeg(rgb, raster, true);
    assertThat(rgb).containsExactly(-1, -1, -1, 0, 0, 0, -1, 0, 0, 100, 100, 100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"profile-1.jpg", "profile-2.jpg"})
  void colourProfile_isNotLookedAt(String name) throws IOException {
    assertThat(read(name)).isEqualTo(read("no-profile.jpg"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void orientation_turnsThePictureUpright(int orientation) throws IOException {
    // Shown are 2 rows of 3 pixels, 1 to 6; stored is what a camera that was held in this way stores.
    int[][] stored = switch (orientation) {
      case 1 -> new int[][] {{1, 2, 3}, {4, 5, 6}};
      case 2 -> new int[][] {{3, 2, 1}, {6, 5, 4}};
      case 3 -> new int[][] {{6, 5, 4}, {3, 2, 1}};
      case 4 -> new int[][] {{4, 5, 6}, {1, 2, 3}};
      case 5 -> new int[][] {{1, 4}, {2, 5}, {3, 6}};
      case 6 -> new int[][] {{3, 6}, {2, 5}, {1, 4}};
      case 7 -> new int[][] {{6, 3}, {5, 2}, {4, 1}};
      default -> new int[][] {{4, 1}, {5, 2}, {6, 3}};
    };
    BufferedImage image = new BufferedImage(stored[0].length, stored.length, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < stored.length; y++) {
      for (int x = 0; x < stored[0].length; x++) {
        image.setRGB(x, y, stored[y][x]);
      }
    }
    Path file = Files.write(folder.resolve("a.png"), withExif(png(image), exif(orientation)));

    Frames frames = PictureFile.read(file);

    assertThat(frames.width()).isEqualTo(3);
    assertThat(frames.rgb()).containsExactly(0, 0, 1, 0, 0, 2, 0, 0, 3, 0, 0, 4, 0, 0, 5, 0, 0, 6);
  }

  @Test
  void orientationOfAJpeg_isReadFromItsExif() throws IOException {
    byte[] plain = Files.readAllBytes(SharedData.fixture("cases/video/no-profile.jpg"));
    byte[] exif = exif(6);
    ByteArrayOutputStream turned = new ByteArrayOutputStream();
    turned.write(plain, 0, 2);
    turned.write(new byte[] {-1, (byte) 0xE1, 0, (byte) (exif.length + 8), 'E', 'x', 'i', 'f', 0, 0});
    turned.write(exif);
    turned.write(plain, 2, plain.length - 2);
    Path file = Files.write(folder.resolve("t.jpg"), turned.toByteArray());

    Frames upright = PictureFile.read(file);

    Frames stored = PictureFile.read(SharedData.fixture("cases/video/no-profile.jpg"));
    assertThat(upright.height()).isEqualTo(stored.width());
    assertThat(upright.rgb()).startsWith(Arrays.copyOfRange(stored.rgb(), 31 * 64 * 3, 31 * 64 * 3 + 3));
  }

  @Test
  void damagedOrientation_isPassedOver() throws IOException {
    BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(3);
    for (int i = 0; i < 200; i++) {
      byte[] exif = exif(6);
      exif[random.nextInt(exif.length)] = (byte) random.nextInt(256);
      Path file = Files.write(folder.resolve("a.png"),
          withExif(png(image), Arrays.copyOf(exif, 1 + random.nextInt(exif.length))));
      assertThat(PictureFile.read(file).rgb()).hasSize(18);
    }
  }

  @Test
  void sixteenBitsGreyAlphaAndPalette_areTakenAsTheyAreStored() throws IOException {
    BufferedImage wide = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
    wide.getRaster().setSample(0, 0, 0, 0x1234);
    BufferedImage clear = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
    clear.setRGB(0, 0, 0x00405060);
    BufferedImage indexed = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_INDEXED);
    indexed.setRGB(0, 0, 0xFFFF0000);
    BufferedImage bits = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_BINARY);
    bits.setRGB(0, 0, 0xFFFFFFFF);
    assertThat(stored(wide)).containsExactly(0x12, 0x12, 0x12);
    assertThat(stored(clear)).containsExactly(0x40, 0x50, 0x60);
    assertThat(stored(indexed)).containsExactly(-1, 0, 0);
    assertThat(stored(bits)).containsExactly(-1, -1, -1);
  }

  private byte[] stored(BufferedImage image) throws IOException {
    return PictureFile.read(Files.write(folder.resolve("a.png"), png(image))).rgb();
  }

  @Test
  void cutOffPicture_isRefused() throws IOException {
    byte[] jpeg = Files.readAllBytes(SharedData.fixture("cases/video/no-profile.jpg"));
    byte[] noise = new byte[64 * 64 * 3];
    new Random(1).nextBytes(noise);
    BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_3BYTE_BGR);
    image.getRaster().setDataElements(0, 0, 64, 64, noise);
    byte[] png = png(image);
    Path cutJpeg = Files.write(folder.resolve("cut.jpg"), Arrays.copyOf(jpeg, 900));
    Path cutPng = Files.write(folder.resolve("cut.png"), Arrays.copyOf(png, png.length / 2));
    assertThatThrownBy(() -> PictureFile.read(cutJpeg)).isInstanceOf(VideoException.class)
        .hasMessageContaining("cut.jpg: the image is cut off");
    assertThatThrownBy(() -> PictureFile.read(cutPng)).isInstanceOf(VideoException.class)
        .hasMessageContaining("cut.png: no complete image");
  }

  /** A header of 100,000 by 100,000 pixels, and nothing after it. */
  @Test
  void hugePicture_isRefusedBeforeItIsDecoded() throws IOException {
    byte[] png = png(new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB));
    ByteBuffer.wrap(png).putInt(16, 100_000).putInt(20, 100_000);
    Path file = Files.write(folder.resolve("huge.png"), png);
    assertThatThrownBy(() -> PictureFile.read(file)).isInstanceOf(VideoException.class)
        .hasMessageContaining("huge.png").hasMessageContaining("100000x100000");
  }

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  /** A directory of one entry. */
  private static byte[] exif(int orientation) {
    return ByteBuffer.allocate(26).order(ByteOrder.LITTLE_ENDIAN).putShort((short) 0x4949).putShort((short) 42)
        .putInt(8).putShort((short) 1).putShort((short) 0x112).putShort((short) 3).putInt(1).putInt(orientation)
        .putInt(0).array();
  }

  /** Puts EXIF after a PNG's header chunk. */
  private static byte[] withExif(byte[] png, byte[] exif) {
    int header = 33;
    CRC32 crc = new CRC32();
    byte[] named = ByteBuffer.allocate(4 + exif.length).put("eXIf".getBytes(StandardCharsets.US_ASCII))
        .put(exif).array();
    crc.update(named);
    return ByteBuffer.allocate(png.length + 12 + exif.length).put(png, 0, header).putInt(exif.length).put(named)
        .putInt((int) crc.getValue()).put(png, header, png.length - header).array();
  }
}
