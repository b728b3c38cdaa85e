package io.github.xclip4j;

import static io.github.xclip4j.SharedData.fixture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.cli.checkpoints.ProceduralWeights;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.video.Pixels;
import io.github.xclip4j.weights.WeightsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What must hold for the model with any weights, on any backend. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ModelLaws {
  /**
   * About a hundred roundings of float in another order, √100 · 2⁻²⁴, and ten times that because the scale of 100 and the
   * softmax after it amplify them.
   */
  protected static final double REORDERED = 1e-5;

  private static final Path CHECKPOINT = fixture("checkpoints/tiny-b");

  private Backend backend;
  private XClip model;
  private Session session;
  private Golden golden;

  /** A new backend, closed by the contract. */
  protected abstract Backend open();

  /** The largest relative L2 difference of results that differ only in the order of additions. */
  protected double reordered() {
    return REORDERED;
  }

  @BeforeAll
  void load() throws IOException {
    backend = open();
    model = XClip.load(CHECKPOINT, backend);
    session = model.session();
    golden = new Golden(CHECKPOINT.resolve("golden.safetensors"));
  }

  @AfterAll
  void close() {
    if (golden != null) { // open may have skipped the test
      golden.close();
      session.close();
      model.close();
      backend.close();
    }
  }

  @Test
  void features_giveWhatTheVideosGive_toTheBit() throws WeightsException {
    VideoBatch batch = golden.videos();
    List<VideoFeatures> features = session.features(batch);
    try (Labels labels = labels(0, 1, 2)) {
      assertThat(session.logits(features, labels).values()).containsExactly(session.logits(batch, labels).values());
      for (int i = 0; i < batch.videos(); i++) {
        assertThat(session.logits(features.subList(i, i + 1), labels).values())
            .containsExactly(session.logits(batch.range(i, 1), labels).values());
      }
    }
  }

  @Test
  void foldedLogits_areTheLogitsUpToRounding() throws WeightsException {
    List<VideoFeatures> features = session.features(golden.videos());
    try (Labels labels = labels(0, 1, 2)) {
      float[] folded = session.foldedLogits(features, labels).values();
      assertClose(folded, session.logits(features, labels).values());
      assertClose(session.foldedLogits(features.subList(0, 1), labels).values(), Arrays.copyOf(folded, 3));
      assertThat(session.foldedLogits(features, labels).values()).containsExactly(folded);
    }
  }

  @Test
  void labelsOfKeptEmbeddings_scoreAsThoseOfTheTexts_toTheBit() throws WeightsException {
    VideoBatch batch = golden.videos();
    try (Labels labels = labels(0, 1, 2);
        Labels again = model.labels(labels.names(), labels.embeddings())) {
      assertThat(again.embeddings().values()).containsExactly(labels.embeddings().values());
      assertThat(session.logits(batch, again).values()).containsExactly(session.logits(batch, labels).values());
    }
  }

  @Test
  void batch_canBeSplit() throws WeightsException {
    VideoBatch batch = golden.videos();
    float[] whole = session.videoFeatures(batch).values();
    try (Labels labels = labels(0, 1, 2)) {
      float[] logits = session.logits(batch, labels).values();
      for (int i = 0; i < batch.videos(); i++) {
        int width = whole.length / batch.videos();
        assertClose(session.videoFeatures(batch.range(i, 1)).values(),
            Arrays.copyOfRange(whole, i * width, (i + 1) * width));
        assertClose(session.logits(batch.range(i, 1), labels).values(), Arrays.copyOfRange(logits, i * 3, i * 3 + 3));
      }
    }
  }

  @Test
  void labels_canComeInAnyOrderAndNumber() throws WeightsException {
    VideoBatch batch = golden.videos();
    try (Labels labels = labels(0, 1, 2);
        Labels other = labels(2, 0);
        Labels one = labels(1)) {
      float[] all = session.logits(batch, labels).values();
      float[] some = session.logits(batch, other).values();
      float[] single = session.logits(batch, one).values();
      for (int video = 0; video < batch.videos(); video++) {
        assertClose(new float[] {some[video * 2], some[video * 2 + 1], single[video]},
            new float[] {all[video * 3 + 2], all[video * 3], all[video * 3 + 1]});
      }
    }
  }

  @Test
  void placedVideos_giveTheSameBitsEveryTime() throws WeightsException {
    VideoBatch batch = golden.videos();
    try (Labels labels = labels(0, 1, 2)) {
      float[] expected = session.logits(batch, labels).values();
      try (PlacedVideos placed = session.place(batch, labels)) {
        for (int i = 0; i < 3; i++) {
          assertThat(placed.compute().values()).containsExactly(expected);
        }
      }
      assertThat(session.logits(batch, labels).values()).containsExactly(expected);
    }
  }

  @Test
  void padding_changesNothing() throws WeightsException {
    int[][] ids = golden.tokens().inputIds();
    int[] text = Arrays.copyOf(ids[0], 4);
    text[3] = 837; // end of text
    int[] padded = Arrays.copyOf(text, 9);
    Arrays.fill(padded, 4, 9, 837);
    int[][] mask = {{1, 1, 1, 1, 0, 0, 0, 0, 0}};
    float[] plain = session.textFeatures(TokenBatch.of(new int[][] {text})).values();
    assertClose(session.textFeatures(TokenBatch.of(new int[][] {padded})).values(), plain);
    assertClose(session.textFeatures(TokenBatch.of(new int[][] {padded}, mask)).values(), plain);
    XClipOutput complete =
        session.forward(TokenBatch.of(new int[][] {padded}, mask), golden.videos(), EnumSet.noneOf(Detail.class));
    assertClose(complete.textFeatures().values(), plain);
  }

  @Test
  void texts_ofManyLengthsAreEncodedAsIfAlone() throws WeightsException {
    Random random = new Random(1);
    List<int[]> texts = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      int[] ids = random.ints(2 + random.nextInt(19), 0, 836).toArray();
      ids[0] = 836;
      ids[ids.length - 1] = 837;
      texts.add(ids);
    }
    try (Labels labels = model.labels(Collections.nCopies(300, "text"), texts)) {
      float[] together = session.logits(golden.videos().range(0, 1), labels).values();
      for (int i : new int[] {0, 17, 123, 299}) {
        try (Labels alone = model.labels(List.of("text"), List.of(texts.get(i)))) {
          assertClose(session.logits(golden.videos().range(0, 1), alone).values(), new float[] {together[i]});
        }
      }
    }
  }

  @Test
  void leftovers_inScratchChangeNothing() throws WeightsException {
    float[] clean = session.videoFeatures(golden.videos()).values();
    float[][] poison = new float[3][256];
    for (float[] table : poison) {
      Arrays.fill(table, Float.NaN);
    }
    int side = model.config().vision().imageSize();
    int frames = model.config().vision().numFrames();
    VideoBatch junk = VideoBatch.of(
        Collections.nCopies(3, new Pixels(frames, side, side, new byte[frames * 3 * side * side], poison)));
    assertThatThrownBy(() -> session.videoFeatures(junk)).isInstanceOf(NonFiniteException.class);
    assertThat(session.videoFeatures(golden.videos()).values()).containsExactly(clean);
    try (Labels labels = labels(0, 1)) {
      float[] logits = session.logits(golden.videos(), labels).values();
      assertThatThrownBy(() -> session.logits(junk, labels)).isInstanceOf(NonFiniteException.class);
      assertThat(session.logits(golden.videos(), labels).values()).containsExactly(logits);
    }
  }

  @Test
  void bytes_equalTheirNormalisedValues() {
    int side = model.config().vision().imageSize();
    int frames = model.config().vision().numFrames();
    byte[] pixels = new byte[frames * 3 * side * side];
    new Random(2).nextBytes(pixels);
    float[][] tables = new float[3][256];
    float[] values = new float[pixels.length];
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < 256; i++) {
        tables[c][i] = (i / 255f - 0.4f) / (0.2f + 0.01f * c);
      }
    }
    for (int i = 0; i < pixels.length; i++) {
      values[i] = tables[i / (side * side) % 3][pixels[i] & 0xff];
    }
    VideoBatch bytes = VideoBatch.of(List.of(new Pixels(frames, side, side, pixels, tables)));
    VideoBatch floats = VideoBatch.of(FloatArray.of(values, 1, frames, 3, side, side));
    assertThat(session.videoFeatures(bytes).values()).containsExactly(session.videoFeatures(floats).values());
  }

  @Test
  void encodersOnTheirOwn_equalTheWholeModel() throws IOException {
    Set<Detail> details = EnumSet.allOf(Detail.class);
    XClipOutput whole = session.forward(golden.tokens(), golden.videos(), details);
    try (XClipTextModel text = XClipTextModel.load(CHECKPOINT, backend);
        XClipVisionModel vision = XClipVisionModel.load(CHECKPOINT, backend);
        EncoderSession<TokenBatch> texts = text.session();
        EncoderSession<VideoBatch> videos = vision.session()) {
      assertThat(texts.forward(golden.tokens(), details)).usingRecursiveComparison().isEqualTo(whole.textModelOutput());
      for (int i = 0; i < 2; i++) {
        assertThat(videos.forward(golden.videos(), details)).usingRecursiveComparison()
            .isEqualTo(whole.visionModelOutput());
      }
    }
  }

  @Test
  void probabilities_sumToOne() throws WeightsException {
    try (Labels labels = labels(0, 1, 2)) {
      for (Classification classification : session.classify(golden.videos(), labels)) {
        double sum = classification.scores().stream().mapToDouble(Classification.Score::probability).sum();
        assertThat(sum).isCloseTo(1, within(1e-12));
        assertThat(classification.scores()).extracting(Classification.Score::label)
            .containsExactly("label 0", "label 1", "label 2");
        assertThat(classification.top(3)).isSortedAccordingTo(
            Comparator.comparingDouble(Classification.Score::logit).reversed());
        assertThat(classification.best()).isEqualTo(classification.top(1).getFirst());
      }
    }
  }

  @Test
  void proceduralWeights_runWithoutAFile() throws IOException {
    XClipConfig config = model.config();
    try (ProceduralWeights weights = new ProceduralWeights(config);
        XClip made = XClip.load(Checkpoint.of(config, weights), backend);
        Session other = made.session();
        Labels labels = labels(0)) {
      assertThat(other.videoFeatures(golden.videos()).values())
          .containsExactly(session.videoFeatures(golden.videos()).values());
      assertThatThrownBy(() -> other.logits(golden.videos(), labels)).hasMessageContaining("another model");
    }
  }

  @Test
  void wrongInputs_areRefusedWithBothSides() {
    assertThatThrownBy(
        () -> session.videoFeatures(VideoBatch.of(FloatArray.of(new float[3 * 42 * 42], 1, 1, 3, 42, 42))))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("num_frames is 5");
    assertThatThrownBy(
        () -> session.videoFeatures(VideoBatch.of(FloatArray.of(new float[5 * 3 * 32 * 32], 1, 5, 3, 32, 32))))
        .hasMessageContaining("image_size is 42");
    assertThatThrownBy(() -> session.textFeatures(TokenBatch.of(new int[][] {{836, 900, 837}})))
        .hasMessageContaining("900").hasMessageContaining("838");
    int[] long22 = new int[22];
    long22[21] = 837;
    assertThatThrownBy(() -> session.textFeatures(TokenBatch.of(new int[][] {long22})))
        .hasMessageContaining("22").hasMessageContaining("21");
    assertThatThrownBy(() -> VideoBatch.of(FloatArray.of(new float[] {Float.NaN}, 1, 1, 1, 1, 1)))
        .hasMessageContaining("index 0");
    assertThatThrownBy(() -> model.labels(List.of(), List.of())).hasMessageContaining("no labels");
  }

  private Labels labels(int... which) throws WeightsException {
    List<String> names = new ArrayList<>();
    List<int[]> tokens = new ArrayList<>();
    for (int i : which) {
      names.add("label " + i);
      tokens.add(golden.tokens().inputIds()[i]);
    }
    return model.labels(names, tokens);
  }

  private void assertClose(float[] actual, float[] expected) {
    double difference = 0;
    double norm = 0;
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      difference += Math.pow(actual[i] - (double) expected[i], 2);
      norm += Math.pow(expected[i], 2);
    }
    assertThat(Math.sqrt(difference / norm)).isLessThanOrEqualTo(reordered());
  }
}
