package io.github.xclip4j.pixels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xclip4j.video.Frames;
import io.github.xclip4j.video.Pixels;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BilinearResizeTest {
  /** A grey picture. */
  private static Frames grey(int height, int width, int... values) {
    byte[] rgb = new byte[3 * values.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) values[i / 3];
    }
    return new Frames(1, height, width, rgb);
  }

  private static int[] values(Frames frames) {
    int[] values = new int[frames.rgb().length / 3];
    Arrays.setAll(values, i -> frames.rgb()[3 * i] & 0xFF);
    return values;
  }

  private static Frames noise(int height, int width) {
    byte[] rgb = new byte[3 * height * width];
    new Random(3).nextBytes(rgb);
    return new Frames(1, height, width, rgb);
  }

  @Test
  void resize_hasTheValuesOfOpenCvsFormula() {
    // Computed by a script of its own from the published formula.
    Frames picture = grey(2, 3, 10, 80, 250, 0, 33, 99);
    assertThat(values(BilinearResize.of(2, 3, 4, 5).resize(picture))).containsExactly(10, 38, 80, 182, 250, 8, 32, 68,
        155, 212, 3, 19, 45, 100, 137, 0, 13, 33, 72, 99);
    assertThat(values(BilinearResize.of(2, 3, 1, 2).resize(picture))).containsExactly(18, 145);
    assertThat(values(BilinearResize.of(1, 7, 1, 3).resize(grey(1, 7, 1, 7, 200, 33, 255, 90, 17))))
        .containsExactly(5, 33, 66);
  }

  @Test
  void resizeToTheSameSize_isACopy() {
    Frames picture = noise(9, 7);
    assertThat(BilinearResize.of(9, 7, 9, 7).resize(picture).rgb()).isEqualTo(picture.rgb());
  }

  @Test
  void window_isThatOfTheWholePicture() {
    BilinearResize resize = BilinearResize.of(13, 20, 9, 31);
    Frames picture = noise(13, 20);
    byte[] whole = resize.resize(picture).rgb();
    byte[] window = resize.planar(picture, new BilinearResize.Window(4, 2, 11, 5));
    for (int channel = 0; channel < 3; channel++) {
      for (int y = 0; y < 5; y++) {
        for (int x = 0; x < 11; x++) {
          assertThat(window[(channel * 5 + y) * 11 + x]).isEqualTo(whole[((y + 2) * 31 + x + 4) * 3 + channel]);
        }
      }
    }
    assertThatThrownBy(() -> resize.planar(picture, new BilinearResize.Window(25, 0, 11, 5)))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("not within");
  }

  @Test
  void threeCrops_ofAWidePicture_startEndMiddle() {
    Frames picture = grey(4, 9, new int[36]);
    for (int i = 0; i < picture.rgb().length; i++) {
      picture.rgb()[i] = (byte) (i / 3 % 9);
    }
    List<Integer> firsts =
        AuthorsPixels.three(4).stream().map(each -> (int) each.process(picture).planar()[0]).toList();
    // Two to the left and right of the middle, and the end one short of the edge, as 9 − 4 is odd.
    assertThat(firsts).containsExactly(0, 4, 2);
    Pixels single = AuthorsPixels.single(4).process(picture);
    assertThat(single.planar()).hasSize(48);
    assertThat(single.values()[0]).isEqualTo(AuthorsPixels.tables()[0][single.planar()[0]]);
  }
}
