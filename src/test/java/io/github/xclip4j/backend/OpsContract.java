package io.github.xclip4j.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xclip4j.backend.cpu.ScalarBackend;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every backend must do, whatever it runs on: equal the scalar backend within the rounding of its own precision,
 * for dense and strided views, sizes around every lane count, in place where that is allowed, and touch nothing else.
 * The memory around inputs and outputs is NaN, so that a read out of range shows as well as a write.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class OpsContract {
  private static final long SCRATCH = 1 << 22;

  private Backend backend;
  private Backend reference;
  private Lane lane;
  private Lane referenceLane;

  /** A new backend, closed by the contract. */
  protected abstract Backend open();

  /** The relative rounding error of one stored value: 2⁻²⁴ for float. */
  protected double unitRoundoff() {
    return 0x1p-24;
  }

  @BeforeAll
  void openBackends() {
    backend = open();
    reference = new ScalarBackend();
    lane = backend.lane(SCRATCH);
    referenceLane = reference.lane(SCRATCH);
  }

  @AfterAll
  void closeBackends() {
    lane.close();
    referenceLane.close();
    backend.close();
    reference.close();
  }

  @ParameterizedTest
  @CsvSource({
    "1,1,1,1", "1,1,7,3", "2,3,5,4", "1,4,16,16", "1,5,17,15", "3,6,31,33", "1,7,64,48", "1,8,63,65", "1,13,40,90",
    "2,17,96,192", "1,50,128,64", "1,33,129,131", "1,2,300,17", "4,1,96,96", "1,12,1100,50", "1,97,36,144",
    "1,1,1100,300", "1,2,1030,171"
  })
  void linear_equalsTheDefinition(int groups, int rows, int inputs, int outputs) {
    for (Activation activation : Activation.values()) {
      for (Layout layout : Layout.values()) {
        checkLinear(groups, rows, inputs, outputs, activation, layout, false, true);
      }
    }
    checkLinear(groups, rows, inputs, outputs, Activation.NONE, Layout.DENSE, false, false);
  }

  @ParameterizedTest
  @CsvSource({
    "1,1,1,1", "2,3,5,4", "1,6,31,33", "1,8,64,65", "2,17,96,97", "4,1,96,96", "1,40,1030,31", "1,1,64,300",
    "1,2,64,171"
  })
  void linearAdd_addsToWhatIsThere(int groups, int rows, int inputs, int outputs) {
    for (Layout layout : Layout.values()) {
      checkLinear(groups, rows, inputs, outputs, Activation.NONE, layout, true, true);
    }
  }

  private void checkLinear(int groups, int rows, int inputs, int outputs, Activation activation, Layout layout,
      boolean residual, boolean withBias) {
    Stack x = Stack.random(1, groups, rows, inputs);
    Stack before = Stack.random(2, groups, rows, outputs);
    float[] weight = Stack.random(3, 1, outputs, inputs).values;
    float[] bias = withBias ? Stack.random(4, 1, 1, outputs).values : new float[0];
    Linear ours = backend.linear(outputs, inputs, Matrix.of(outputs, inputs, weight), bias);
    Linear theirs = reference.linear(outputs, inputs, Matrix.of(outputs, inputs, weight), bias);
    double scale = 1 + 3.0 * inputs; // |x|, |w|, |b| <= 3 · 1: a bound on the sum of absolute products over its root
    double tolerance = unitRoundoff() * (8 + 2 * Math.sqrt(inputs)) * Math.sqrt(scale) * 9;
    if (residual) {
      compare(layout, tolerance, before, (on, l) -> {
        Tensor out = l.put(before);
        on.linearAdd(out, l.put(x), l.pick(ours, theirs));
        l.result(out);
      });
    } else {
      compare(layout, tolerance, before, (on, l) -> {
        Tensor out = l.empty(groups, rows, outputs);
        on.linear(out, l.put(x), l.pick(ours, theirs), activation);
        l.result(out);
      });
    }
    backend.release(ours);
  }

  @ParameterizedTest
  @CsvSource({"1,1,1", "1,3,2", "2,5,7", "3,2,16", "1,4,33", "2,3,96", "1,9,130", "1,2,768"})
  void layerNorm_equalsTheDefinition(int groups, int rows, int cols) {
    for (float offset : new float[] {0, 1000}) {
      Stack x = Stack.random(5, groups, rows, cols).shifted(offset);
      float[] gamma = Stack.random(6, 1, 1, cols).values;
      float[] beta = Stack.random(7, 1, 1, cols).values;
      // The input's own rounding, seen from a deviation of about one, and a few roundings of the result.
      double tolerance = unitRoundoff() * (16 + 4 * offset) * 16;
      for (Layout layout : Layout.values()) {
        compare(layout, cols == 1 && offset != 0 ? 1e6 : tolerance, x, (on, l) -> {
          Tensor out = l.empty(groups, rows, cols);
          on.layerNorm(out, l.put(x), l.constant(1, cols, gamma), l.constant(1, cols, beta), 1e-5f);
          l.result(out);
        });
        compare(layout, cols == 1 && offset != 0 ? 1e6 : tolerance, x, (on, l) -> {
          Tensor inPlace = l.put(x);
          on.layerNorm(inPlace, inPlace, l.constant(1, cols, gamma), l.constant(1, cols, beta), 1e-5f);
          l.result(inPlace);
        });
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1,1,1,1,1", "1,2,3,1,4", "2,5,5,2,3", "1,7,9,3,12", "2,17,17,4,16", "1,18,18,4,24", "3,8,8,2,64", "1,51,51,2,64",
    "1,4,70,1,80", "2,1,33,5,8", "1,130,130,1,6", "1,3,252,1,8", "1,3,253,2,8",
    "2,40,577,1,36"
  })
  void attention_equalsTheDefinition(int groups, int queries, int keys, int heads, int headSize) {
    int width = heads * headSize;
    Stack q = Stack.random(8, groups, queries, width).scaled((float) (1 / Math.sqrt(headSize)));
    Stack k = Stack.random(9, groups, keys, width);
    Stack v = Stack.random(10, groups, keys, width);
    double tolerance = attentionTolerance(headSize, keys);
    for (Layout layout : Layout.values()) {
      compare(layout, tolerance, q, (on, l) -> {
        Tensor out = l.empty(groups, queries, width);
        on.attention(out, l.put(q), l.put(k), l.put(v), heads, Mask.NONE);
        l.result(out);
      });
      compare(layout, tolerance, q, (on, l) -> {
        Tensor out = l.empty(groups, heads * queries, keys);
        on.attentionWeights(out, l.put(q), l.put(k), heads, Mask.NONE);
        l.result(out);
      });
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1,1,4", "2,5,2,3", "3,11,4,16", "1,32,2,8", "2,77,2,64", "1,33,1,10", "2,300,1,8"})
  void attention_isCausalAndSkipsPadding(int groups, int rows, int heads, int headSize) {
    int width = heads * headSize;
    Stack q = Stack.random(11, groups, rows, width).scaled((float) (1 / Math.sqrt(headSize)));
    Stack k = Stack.random(12, groups, rows, width);
    Stack v = Stack.random(13, groups, rows, width);
    Random random = new Random(14);
    Stack visible = new Stack(groups, 1, rows, new float[groups * rows]);
    for (int i = 0; i < visible.values.length; i++) {
      visible.values[i] = random.nextInt(3) == 0 ? 0 : 1; // the first key of a group may be padding, too
    }
    double tolerance = attentionTolerance(headSize, rows);
    for (boolean padded : new boolean[] {false, true}) {
      for (Layout layout : Layout.values()) {
        compare(layout, tolerance, q, (on, l) -> {
          Tensor out = l.empty(groups, rows, width);
          Mask mask = padded ? Mask.causalWithPadding(l.put(visible)) : Mask.CAUSAL;
          on.attention(out, l.put(q), l.put(k), l.put(v), heads, mask);
          l.result(out);
        });
        compare(layout, tolerance, q, (on, l) -> {
          Tensor out = l.empty(groups, heads * rows, rows);
          Mask mask = padded ? new Mask(true, Optional.of(l.put(visible))) : Mask.CAUSAL;
          on.attentionWeights(out, l.put(q), l.put(k), heads, mask);
          l.result(out);
        });
      }
    }
  }

  @Test
  void attention_ofAQueryWhoseFirstOrLastHundredsOfKeysArePadding() {
    int rows = 600;
    Stack q = Stack.random(29, 2, rows, 8).scaled(0.3f);
    Stack kv = Stack.random(30, 2, rows, 8);
    Stack visible = new Stack(2, 1, rows, new float[2 * rows]);
    for (int i = 0; i < rows; i++) {
      visible.values[i] = i >= 290 ? 1 : 0;
      visible.values[rows + i] = i < 10 ? 1 : 0;
    }
    compare(Layout.DENSE, attentionTolerance(8, rows), q, (on, l) -> {
      Tensor out = l.empty(2, rows, 8);
      on.attention(out, l.put(q), l.put(kv), l.put(kv), 1, Mask.causalWithPadding(l.put(visible)));
      l.result(out);
    });
  }

  @Test
  void attention_takesRepeatedQueries() {
    Stack q = Stack.random(15, 1, 7, 24);
    Stack kv = Stack.random(16, 3, 9, 48);
    compare(Layout.STRIDED, attentionTolerance(12, 9), q, (on, l) -> {
      Tensor out = l.empty(3, 7, 24);
      Tensor both = l.put(kv);
      on.attention(out, l.put(q).repeat(3), both.columns(0, 24), both.columns(24, 24), 2, Mask.NONE);
      l.result(out);
    });
  }

  @Test
  void attention_survivesLargeScores() {
    Stack q = Stack.random(17, 1, 9, 8).scaled(200);
    Stack k = Stack.random(18, 1, 9, 8);
    // Scores of some ±1000 carry an absolute rounding of 1000·u, which is the relative error of each weight.
    double tolerance = unitRoundoff() * 9 * 1000 * 8;
    compare(Layout.DENSE, Math.min(tolerance, 0.5), q, (on, l) -> {
      Tensor out = l.empty(1, 9, 9);
      on.attentionWeights(out, l.put(q), l.put(k), 1, Mask.NONE);
      l.result(out);
    });
  }

  private double attentionTolerance(int headSize, int keys) {
    // Scores of up to about 3·√headSize summed over headSize products; their absolute error is the relative one of
    // the weights, which then average values of up to 3.
    return unitRoundoff() * 3 * (8 + 3 * Math.sqrt(headSize) * Math.sqrt(headSize) + Math.sqrt(keys));
  }

  @ParameterizedTest
  @CsvSource({"1,3,8,8,4", "2,3,32,32,8", "3,3,42,42,14", "1,1,5,7,2", "2,3,9,9,3", "1,3,17,17,16"})
  void patches_areCutChannelByChannel(int frames, int channels, int height, int width, int patchSize) {
    Stack pixels = Stack.random(19, frames, channels * height, width);
    int count = (height / patchSize) * (width / patchSize);
    for (Layout layout : Layout.values()) {
      compare(layout, unitRoundoff() * 8, pixels, (on, l) -> {
        Tensor out = l.empty(frames, count, channels * patchSize * patchSize);
        on.patches(out, l.put(pixels), channels, patchSize);
        l.result(out);
      });
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1,1", "2,3,5", "3,7,16", "2,9,33", "1,4,100"})
  void elementwise_equalsTheDefinition(int groups, int rows, int cols) {
    Stack x = Stack.random(20, groups, rows, cols);
    Stack y = Stack.random(21, groups, rows, cols);
    float[] one = Stack.random(22, 1, rows, cols).values;
    float[] scale = Stack.random(23, 1, 1, cols).values;
    double tolerance = unitRoundoff() * 32;
    for (Layout layout : Layout.values()) {
      compare(layout, tolerance, x, (on, l) -> {
        Tensor out = l.empty(groups, rows, cols);
        on.copy(out, l.put(x));
        on.add(out, l.put(y));
        on.addScaled(out, l.put(y), l.constant(1, cols, scale));
        on.add(out, l.constant(rows, cols, one).repeat(groups));
        l.result(out);
      });
      compare(layout, tolerance, x, (on, l) -> {
        Tensor out = l.empty(groups, 1, cols);
        on.mean(out, l.put(x));
        l.result(out);
      });
      compare(layout, tolerance, x, (on, l) -> {
        Tensor out = l.empty(1, rows, cols);
        on.meanGroups(out, l.put(x));
        l.result(out);
      });
      compare(layout, tolerance, x, (on, l) -> {
        Tensor out = l.empty(groups, rows, cols);
        on.normalize(out, l.put(x));
        on.normalize(out, out);
        l.result(out);
      });
    }
  }

  @Test
  void meanGroups_averagesRunsOfGroups() {
    Stack x = Stack.random(24, 12, 5, 19);
    compare(Layout.STRIDED, unitRoundoff() * 32, x, (on, l) -> {
      Tensor out = l.empty(3, 5, 19);
      on.meanGroups(out, l.put(x));
      l.result(out);
    });
  }

  @Test
  void lookup_gathersRows() {
    Stack table = Stack.random(25, 1, 40, 37);
    for (Layout layout : Layout.values()) {
      compare(layout, unitRoundoff() * 8, table, (on, l) -> {
        Tensor out = l.empty(1, 5, 37);
        on.lookup(out, l.put(table), new int[] {39, 0, 7, 7, 21});
        l.result(out);
      });
    }
  }

  @Test
  void constant_ofAMatrix_isThatOfItsValues() {
    Stack table = Stack.random(28, 1, 600, 7);
    for (int i = 0; i < table.values.length; i++) { // eight significant bits: exact however tensors are stored
      table.values[i] = Float.intBitsToFloat(Float.floatToRawIntBits(table.values[i]) & 0xffff0000);
    }
    compare(Layout.DENSE, 0, table, (on, l) -> {
      Tensor out = l.empty(1, 600, 7);
      on.copy(out, l.constant(Matrix.of(600, 7, table.values)));
      l.result(out);
    });
  }

  @ParameterizedTest
  @CsvSource({"1,1,1", "2,3,5", "3,12,64", "1,33,36"})
  void scores_areScaledDotProducts(int videos, int labels, int cols) {
    Stack video = Stack.random(26, videos, 1, cols);
    Stack text = Stack.random(27, videos, labels, cols);
    double tolerance = unitRoundoff() * 100 * 9 * (4 + cols);
    for (Layout layout : Layout.values()) {
      compare(layout, tolerance, video, (on, l) -> {
        Tensor out = l.empty(videos, 1, labels);
        on.scores(out, l.put(video), l.put(text), 100);
        l.result(out);
      });
    }
  }

  @Test
  void regroup_viewsTheSlotOfEveryFrameAsFramesOfAVideo() {
    Stack x = Stack.random(28, 6, 5, 24);
    Stack message = Stack.random(29, 2, 3, 24);
    compare(Layout.DENSE, unitRoundoff() * 16, x, (on, l) -> {
      Tensor tokens = l.put(x);
      on.copy(tokens.slice(4, 1).regroup(2, 3), l.put(message));
      on.add(tokens.slice(4, 1), tokens.slice(0, 1));
      l.result(tokens);
    });
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void writePixels_looksUpEveryPixelInItsChannelsTable(Layout layout) {
    byte[] pixels = new byte[2 * 3 * 4 * 5];
    new Random(30).nextBytes(pixels);
    float[][] tables = new float[3][256];
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < 256; i++) {
        tables[c][i] = (i - 100) / 64f + c;
      }
    }
    compare(layout, unitRoundoff() * 8, Stack.random(31, 1, 1, 1), (on, l) -> {
      Tensor target = l.empty(2, 12, 5);
      l.lane.writePixels(target, pixels, tables);
      l.result(target);
    });
  }

  @Test
  void scope_givesBackWhatWasAllocatedInIt() {
    for (int i = 0; i < 100; i++) {
      try (Lane.Scope _ = lane.scope()) {
        lane.tensor(1, 1000, 1000);
      }
    }
    assertThatThrownBy(() -> {
      try (Lane.Scope _ = lane.scope()) {
        for (int i = 0; i < 10; i++) {
          lane.tensor(1, 1000, 1000);
        }
      }
    }).isInstanceOf(IllegalStateException.class).hasMessageContaining("scratch");
  }

  @Test
  void shapes_areRefusedWithBothNamed() {
    try (Lane.Scope _ = lane.scope()) {
      Tensor x = lane.tensor(2, 3, 4);
      assertThatThrownBy(() -> lane.ops().add(x, lane.tensor(2, 3, 5)))
          .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("(2, 3, 4)").hasMessageContaining("(2, 3, 5)");
      assertThatThrownBy(() -> lane.ops().add(x.slice(0, 2), x.slice(1, 2))).hasMessageContaining("overlaps");
      assertThatThrownBy(() -> lane.ops().add(x, referenceLane.tensor(2, 3, 4))).hasMessageContaining("another backend");
      assertThatThrownBy(() -> lane.ops().copy(lane.tensor(1, 3, 4).repeat(2), x)).hasMessageContaining("repeated");
    }
  }

  @Test
  void description_saysWhatItIs() {
    assertThat(backend.description()).isNotBlank();
  }

  /** How the tensors of a case lie in memory. */
  protected enum Layout {
    DENSE,
    /** Rows and groups apart, starting at odd offsets. */
    STRIDED
  }

  private void compare(Layout layout, double tolerance, Stack subject, BiConsumer<Ops, Case> operation) {
    Case expected = new Case(referenceLane, reference, Layout.DENSE, false);
    Case actual = new Case(lane, backend, layout, true);
    try (Lane.Scope _ = referenceLane.scope(); Lane.Scope _ = lane.scope()) {
      operation.accept(referenceLane.ops(), expected);
      operation.accept(lane.ops(), actual);
    }
    float[] want = expected.read;
    float[] got = actual.read;
    assertThat(got).hasSameSizeAs(want);
    for (int i = 0; i < want.length; i++) {
      if (!(Math.abs(got[i] - want[i]) <= tolerance * Math.max(1, Math.abs(want[i])))) {
        throw new AssertionError("value " + i + " of " + want.length + " (" + layout + ", subject " + subject.groups
            + "×" + subject.rows + "×" + subject.cols + "): " + got[i] + ", expected " + want[i] + " ± " + tolerance);
      }
    }
  }

  /** One run of an operation on one backend: places its tensors, keeps its result, checks the surroundings. */
  private final class Case {
    final Lane lane;
    private final Backend on;
    private final Layout layout;
    private final boolean tested;
    private final java.util.List<Tensor> parents = new java.util.ArrayList<>();
    float[] read = new float[0];

    Case(Lane lane, Backend on, Layout layout, boolean tested) {
      this.lane = lane;
      this.on = on;
      this.layout = layout;
      this.tested = tested;
    }

    Tensor empty(int groups, int rows, int cols) {
      int above = layout == Layout.STRIDED ? 1 : 0;
      Tensor parent = lane.tensor(groups, rows + 2 * above, cols + 3 * above);
      float[] nan = new float[(int) parent.elements()];
      java.util.Arrays.fill(nan, Float.NaN);
      lane.write(parent, nan);
      if (above == 0) {
        return parent;
      }
      parents.add(parent);
      return parent.slice(1, rows).columns(1, cols);
    }

    Tensor put(Stack stack) {
      Tensor tensor = empty(stack.groups, stack.rows, stack.cols);
      lane.write(tensor, stack.values);
      return tensor;
    }

    Tensor constant(int rows, int cols, float[] values) {
      return on.constant(rows, cols, values);
    }

    Tensor constant(Matrix values) {
      return on.constant(values);
    }

    Linear pick(Linear ours, Linear theirs) {
      return tested ? ours : theirs;
    }

    void result(Tensor out) {
      read = lane.read(out);
      for (Tensor parent : parents) {
        float[] all = lane.read(parent);
        int rows = parent.rows();
        int cols = parent.cols();
        for (int i = 0; i < all.length; i++) {
          int row = i / cols % rows;
          int col = i % cols;
          boolean inside = row >= 1 && row <= rows - 2 && col >= 1 && col <= cols - 3;
          if (!inside && !Float.isNaN(all[i])) {
            throw new AssertionError("wrote outside a view of " + parent + ": row " + row + ", column " + col);
          }
        }
      }
    }
  }

  /** Values on the host. */
  private static final class Stack {
    final int groups;
    final int rows;
    final int cols;
    final float[] values;

    Stack(int groups, int rows, int cols, float[] values) {
      this.groups = groups;
      this.rows = rows;
      this.cols = cols;
      this.values = values;
    }

    /** Signed values of up to 3, seeded, most of them below 1. */
    static Stack random(int seed, int groups, int rows, int cols) {
      Random random = new Random(seed);
      float[] values = new float[groups * rows * cols];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) Math.clamp(random.nextGaussian(), -3, 3);
      }
      return new Stack(groups, rows, cols, values);
    }

    Stack shifted(float offset) {
      for (int i = 0; i < values.length; i++) {
        values[i] += offset;
      }
      return this;
    }

    Stack scaled(float factor) {
      for (int i = 0; i < values.length; i++) {
        values[i] *= factor;
      }
      return this;
    }
  }
}
