package io.github.xclip4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.xclip4j.Backends;
import io.github.xclip4j.FloatArray;
import io.github.xclip4j.Labels;
import io.github.xclip4j.Session;
import io.github.xclip4j.SharedData;
import io.github.xclip4j.XClip;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.internal.weights.Safetensors;
import io.github.xclip4j.internal.weights.StoredWeights;
import io.github.xclip4j.lists.LabelCsv;
import io.github.xclip4j.lists.ListReader;
import io.github.xclip4j.lists.VideoEntry;
import io.github.xclip4j.lists.VideoList;
import io.github.xclip4j.pixels.AuthorsPixels;
import io.github.xclip4j.pixels.AuthorsSampling;
import io.github.xclip4j.video.FrameProcessor;
import io.github.xclip4j.video.FrameSampler;
import io.github.xclip4j.video.FrameSource;
import io.github.xclip4j.video.Frames;
import io.github.xclip4j.video.Pixels;
import io.github.xclip4j.video.PreparedVideo;
import io.github.xclip4j.video.Video;
import io.github.xclip4j.video.View;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Evaluating twelve videos as the authors' code does: frames, pixels to the bit, scores, metrics. */
class GoldenProtocolTest {
  /** A good float32 implementation may differ this much more from float64 than PyTorch's own float32 does. */
  private static final double FACTOR = 3;

  private static final double RELATIVE_SINGLE = 2.12e-6;
  private static final double RELATIVE_VIEWS = 2.17e-6;

  private final Path folder = SharedData.shared("golden/evaluation/protocol");
  private final JsonNode expected = JsonMapper.shared().readTree(folder.resolve("expected.json").toFile());
  private final JsonNode clips = JsonMapper.shared().readTree(folder.resolve("clips.json").toFile());
  private final int frames = expected.get("num_frames").asInt();
  private final int size = expected.get("size").asInt();

  /** Where frames come from: ffmpeg, or the reference's decoder. */
  enum Decoder { FFMPEG, STORED }

  /** The reference's decoded frames, those that are in use. */
  private record StoredFrames(String description, int frameCount, int[] indices, Frames frames) implements FrameSource {
    @Override
    public void read(int[] wanted, Receiver receiver) throws IOException {
      for (int index : wanted) {
        int at = Arrays.binarySearch(indices, index);
        byte[] rgb =
            Arrays.copyOfRange(frames.rgb(), at * frames.frameBytes(), (at + 1) * frames.frameBytes());
        receiver.accept(index, new Frames(1, frames.height(), frames.width(), rgb));
      }
    }
  }

  private VideoList list() throws IOException {
    return ListReader.of(folder.resolve("list.txt")).root(folder.resolve("videos"))
        .labels(LabelCsv.read(folder.resolve("labels.csv")).classes()).read();
  }

  private JsonNode video(String name) {
    return StreamSupport.stream(expected.get("videos").spliterator(), false)
        .filter(each -> each.get("name").asString().equals(name)).findFirst().orElseThrow();
  }

  private Video open(String name, Decoder decoder) throws IOException {
    if (decoder == Decoder.FFMPEG) {
      return Video.open(folder.resolve("videos").resolve(name));
    }
    try (StoredWeights file = Safetensors.open(folder.resolve("frames").resolve(name + ".safetensors"))) {
      List<Long> shape = file.info("frames").shape();
      long[] values = file.tensor("frames").longs();
      byte[] rgb = new byte[values.length];
      for (int i = 0; i < rgb.length; i++) {
        rgb[i] = (byte) values[i];
      }
      Frames stored = new Frames(Math.toIntExact(shape.get(0)), Math.toIntExact(shape.get(1)),
          Math.toIntExact(shape.get(2)), rgb);
      int[] indices = Arrays.stream(file.tensor("indices").longs()).mapToInt(Math::toIntExact).toArray();
      return Video.of(new StoredFrames(name, video(name).get("frames").asInt(), indices, stored));
    }
  }

  private static int[] integers(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }

  private static String sha256(Pixels pixels) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(pixels.planar()));
  }

  /** The reference's views: its clips are a draw that it stored. */
  private List<PreparedVideo> views(String name, Decoder decoder) throws IOException {
    List<View> views = new ArrayList<>();
    for (FrameProcessor crop : AuthorsPixels.three(size)) {
      for (JsonNode clip : clips.get(name).get("clips")) {
        views.add(new View(FrameSampler.of(integers(clip)), crop));
      }
    }
    return open(name, decoder).prepare(views, frames);
  }

  @ParameterizedTest
  @EnumSource
  void framesAndPixels_equalTheReference(Decoder decoder) throws Exception {
    for (VideoEntry entry : list().entries()) {
      JsonNode reference = video(entry.path());
      assertThat(entry.label()).hasValue(reference.get("class").asInt());
      PreparedVideo single = open(entry.path(), decoder).prepare(AuthorsSampling.singleView(), frames,
          AuthorsPixels.single(size));
      assertThat(single.sample().available()).isEqualTo(reference.get("frames").asInt());
      assertThat(single.sample().indices()).isEqualTo(integers(reference.get("indices")));
      assertThat(sha256(single.pixels())).isEqualTo(reference.get("single_pixels").asString());
      List<PreparedVideo> views = views(entry.path(), decoder);
      for (int view = 0; view < views.size(); view++) {
        assertThat(sha256(views.get(view).pixels())).isEqualTo(reference.get("view_pixels").get(view).asString());
      }
    }
  }

  @Test
  void drawnClips_liveInTheReferencesSegments() throws IOException {
    for (VideoEntry entry : list().entries()) {
      Prepared prepared =
          ViewPlan.authors(4, 3, 0, size).prepare(open(entry.path(), Decoder.FFMPEG), entry.path(), frames);
      assertThat(prepared.views()).hasSize(12);
      int segment = prepared.frames() / frames;
      for (int clip = 0; clip < 4; clip++) {
        int[] stored = integers(clips.get(entry.path()).get("clips").get(clip));
        for (int i = 0; i < frames; i++) {
          assertThat(prepared.clips().get(clip)[i] / segment).isEqualTo(stored[i] / segment).isEqualTo(i);
        }
      }
    }
  }

  /** What is evaluated with which score. */
  private record Case(String name, ScoreKind score, boolean multiView) {}

  @Test
  void scoresAndMetrics_equalTheReference() throws IOException {
    List<String> names = LabelCsv.read(folder.resolve("labels.csv")).classes().names();
    List<Case> cases = List.of(new Case("single", ScoreKind.SOFTMAX_SUM, false),
        new Case("views", ScoreKind.SOFTMAX_SUM, true), new Case("views_by_mean_logits", ScoreKind.MEAN_LOGITS, true));
    for (String backendName : List.of("scalar", "simd")) {
      try (Backend backend = Backends.open(backendName);
          XClip model = XClip.load(SharedData.shared("golden/checkpoints/tiny-a"), backend);
          Labels labels = model.labels(names);
          Session session = model.session()) {
        for (Case each : cases) {
          check(each, names, batch -> session.logits(batch, labels));
        }
      }
    }
  }

  private void check(Case each, List<String> names, Evaluator.Model model) throws IOException {
    List<Outcome.Scored> outcomes = new ArrayList<>();
    Metrics.Builder metrics = new Metrics.Builder(names, OnError.STOP);
    Evaluator.Preparation preparation = entry -> {
      List<PreparedVideo> views = each.multiView
          ? views(entry.path(), Decoder.STORED)
          : List.of(open(entry.path(), Decoder.STORED).prepare(AuthorsSampling.singleView(), frames,
              AuthorsPixels.single(size)));
      return new Prepared(views.stream().map(PreparedVideo::pixels).toList(), views.getFirst().sample().available(),
          List.of(), List.of());
    };
    new Evaluator(preparation, model, new Evaluator.Settings(names.size(), each.score, 5, 2, List.of()))
        .run(list().entries(), outcome -> {
          outcomes.add((Outcome.Scored) outcome);
          metrics.add(outcome);
        });
    if (each.score == ScoreKind.SOFTMAX_SUM) {
      checkScores(each, outcomes);
    }
    checkMetrics(expected.get(each.name), metrics.build());
  }

  private void checkScores(Case each, List<Outcome.Scored> outcomes) throws IOException {
    try (StoredWeights file = Safetensors.open(folder.resolve("scores.safetensors"))) {
      float[] reference = file.floats((each.multiView ? "views" : "single") + ".scores");
      double difference = 0;
      double length = 0;
      int at = 0;
      for (Outcome.Scored outcome : outcomes) {
        for (float score : outcome.scores()) {
          difference += Math.pow(score - reference[at], 2);
          length += Math.pow(reference[at++], 2);
        }
      }
      assertThat(at).isEqualTo(reference.length);
      double error = Math.sqrt(difference / length);
      assertThat(error).as("%s: relative L2 error of scores", each)
          .isLessThan(FACTOR * (each.multiView ? RELATIVE_VIEWS : RELATIVE_SINGLE));
    }
    Set<String> named = new LinkedHashSet<>();
    for (Outcome.Scored outcome : outcomes) {
      named.add(outcome.video());
      assertThat(outcome.best()).isEqualTo(
          integers(video(outcome.video()).get(each.multiView ? "views_top5" : "single_top5")));
    }
    assertThat(named).hasSize(expected.get("videos").size());
  }

  private static void checkMetrics(JsonNode reference, Metrics metrics) {
    assertThat(metrics.videos()).isEqualTo(reference.get("videos").asInt());
    assertThat(metrics.top1().correct()).isEqualTo(reference.get("top1_correct").asInt());
    assertThat(metrics.topK().correct()).isEqualTo(reference.get("top5_correct").asInt());
    assertThat(metrics.top1().percent()).isEqualTo(reference.get("top1").asDouble());
    assertThat(metrics.topK().percent()).isEqualTo(reference.get("top5").asDouble());
    assertThat(metrics.meanClassAccuracy()).hasValue(reference.get("mean_class_accuracy").asDouble());
    for (Metrics.ClassMetrics each : metrics.classes()) {
      JsonNode recall = reference.get("recall").get(each.number());
      if (recall.isNull()) {
        assertThat(each.recall().count()).isZero();
      } else {
        assertThat((double) each.recall().correct() / each.recall().count()).isEqualTo(recall.asDouble());
      }
      for (Metrics.ClassMetrics other : metrics.classes()) {
        assertThat(metrics.confused(each.number(), other.number()))
            .isEqualTo(reference.get("confusion").get(each.number()).get(other.number()).asInt());
      }
    }
  }

  @Test
  void storedScores_rankAsTheReferenceSays() throws IOException {
    try (StoredWeights file = Safetensors.open(folder.resolve("scores.safetensors"))) {
      float[] logits = file.floats("views.logits");
      int classes = expected.get("labels").size();
      int views = 12;
      for (int video = 0; video < 12; video++) {
        float[] part = Arrays.copyOfRange(logits, video * views * classes, (video + 1) * views * classes);
        double[] scores = ScoreKind.SOFTMAX_SUM
            .combine(ScoreKind.byClass(FloatArray.of(part, views, classes), views, classes));
        float[] reference = Arrays.copyOfRange(file.floats("views.scores"), video * classes, (video + 1) * classes);
        for (int i = 0; i < classes; i++) {
          assertThat(scores[i]).isCloseTo(reference[i], within(1e-5));
        }
      }
    }
  }
}
