package io.github.xclip4j.backend;

import io.github.xclip4j.backend.Case.Layout;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How every backend brings values to their places: constants, views, pixels. */
interface PlacingContract extends Contract {
  @Test
  default void constant_ofAMatrix_isThatOfItsValues() {
    Stack table = Stack.random(28, 1, 600, 7);
    for (int i = 0; i < table.values.length; i++) { // eight significant bits: exact however tensors are stored
      table.values[i] = Float.intBitsToFloat(Float.floatToRawIntBits(table.values[i]) & 0xffff0000);
    }
    pair().compare(Layout.DENSE, 0, table, (on, l) -> {
      Tensor out = l.empty(1, 600, 7);
      on.copy(out, l.constant(Matrix.of(600, 7, table.values)));
      l.result(out);
    });
  }

  @Test
  default void regroup_viewsTheSlotOfEveryFrameAsFramesOfAVideo() {
    Stack x = Stack.random(28, 6, 5, 24);
    Stack message = Stack.random(29, 2, 3, 24);
    pair().compare(Layout.DENSE, pair().unitRoundoff() * 16, x, (on, l) -> {
      Tensor tokens = l.put(x);
      on.copy(tokens.slice(4, 1).regroup(2, 3), l.put(message));
      on.add(tokens.slice(4, 1), tokens.slice(0, 1));
      l.result(tokens);
    });
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  default void writePixels_looksUpEveryPixelInItsChannelsTable(Layout layout) {
    byte[] pixels = new byte[2 * 3 * 4 * 5];
    new Random(30).nextBytes(pixels);
    float[][] tables = new float[3][256];
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < 256; i++) {
        tables[c][i] = (i - 100) / 64f + c;
      }
    }
    pair().compare(layout, pair().unitRoundoff() * 8, Stack.random(31, 1, 1, 1), (on, l) -> {
      Tensor target = l.empty(2, 12, 5);
      l.context.writePixels(target, pixels, tables);
      l.result(target);
    });
  }
}
