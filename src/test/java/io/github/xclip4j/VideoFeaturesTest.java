package io.github.xclip4j;

import static io.github.xclip4j.SharedData.fixture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.weights.TensorInfo;
import io.github.xclip4j.weights.WeightSource;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Stored features and labels are accepted by the model that computed them, and by no other. */
class VideoFeaturesTest {
  private final Backend backend = Backends.open("scalar");
  private XClip model;
  private Golden golden;

  @BeforeEach
  void load() throws IOException {
    model = XClip.load(fixture("checkpoints/tiny-b"), backend);
    golden = new Golden(fixture("checkpoints/tiny-b/golden.safetensors"));
  }

  @AfterEach
  void close() {
    golden.close();
    model.close();
    backend.close();
  }

  private static List<String> names(int count) {
    return List.of("a", "b", "c").subList(0, count);
  }

  private Labels labels() throws IOException {
    return model.labels(names(1), List.of(golden.tokens().inputIds()[0]));
  }

  /** The model's weights with another temperature. */
  private static final class Warmer implements WeightSource {
    private final WeightSource weights;

    Warmer(WeightSource weights) {
      this.weights = weights;
    }

    @Override
    public String description() {
      return "warmer";
    }

    @Override
    public Set<String> names() {
      return weights.names();
    }

    @Override
    public TensorInfo info(String name) throws IOException {
      return weights.info(name);
    }

    @Override
    public Matrix matrix(String name) throws IOException {
      return name.equals("logit_scale") ? Matrix.of(1, 1, floats(name)) : weights.matrix(name);
    }

    @Override
    public float[] floats(String name) throws IOException {
      return name.equals("logit_scale") ? new float[] {1} : weights.floats(name);
    }

    @Override
    public void close() throws IOException {
      weights.close();
    }
  }

  @Test
  void fingerprint_isTheSameForEveryLoad_andDiffersForOtherWeights() throws IOException {
    Checkpoint checkpoint = Checkpoint.open(fixture("checkpoints/tiny-b"));
    try (XClip again = XClip.load(checkpoint, backend);
        WeightSource warmer = new Warmer(checkpoint.openWeights());
        XClip otherWeights = XClip.load(Checkpoint.of(model.config(), warmer), backend)) {
      assertThat(again.fingerprint()).isEqualTo(model.fingerprint());
      assertThat(again.fingerprint().digest()).hasSize(64);
      assertThat(otherWeights.fingerprint()).isNotEqualTo(model.fingerprint());
    }
  }

  @Test
  void featuresOfAnotherModel_areRefusedByName() throws IOException {
    try (Session session = model.session(); Labels labels = labels()) {
      VideoFeatures mine = session.features(golden.videos()).getFirst();
      VideoFeatures others = new VideoFeatures(new ModelFingerprint("models/other", "0123456789abcdef"),
          mine.embedding(), mine.patches());
      assertThatThrownBy(() -> session.logits(List.of(mine, others), labels))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("models/other (01234567)").hasMessageContaining("tiny-b");
      assertThatThrownBy(() -> session.logits(List.of(), labels)).isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no videos");
      VideoFeatures cut = new VideoFeatures(model.fingerprint(), mine.embedding(),
          FloatArray.of(mine.embedding().values(), 1, mine.embedding().dimension(0)));
      assertThatThrownBy(() -> session.logits(List.of(cut), labels)).isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("patches");
    }
  }

  @Test
  void embeddingsOfAnotherWidth_areNoLabels() {
    FloatArray narrow = FloatArray.of(new float[6], 2, 3);
    assertThatThrownBy(() -> model.labels(names(2), narrow)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 labels and embeddings [2, 3]");
  }

  @Test
  void equalEmbeddings_areSaidToBeEqualLabels() throws IOException {
    try (Labels labels = labels()) {
      float[] row = labels.embeddings().values();
      float[] twice = new float[2 * row.length];
      System.arraycopy(row, 0, twice, 0, row.length);
      System.arraycopy(row, 0, twice, row.length, row.length);
      try (Labels equal = model.labels(names(2), FloatArray.of(twice, 2, row.length))) {
        assertThat(equal.notes()).anyMatch(note -> note.contains("cannot tell apart"));
      }
    }
  }
}
