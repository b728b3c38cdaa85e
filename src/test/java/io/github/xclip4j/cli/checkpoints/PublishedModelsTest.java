package io.github.xclip4j.cli.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.Backends;
import io.github.xclip4j.Checkpoint;
import io.github.xclip4j.FloatArray;
import io.github.xclip4j.Labels;
import io.github.xclip4j.Session;
import io.github.xclip4j.VideoBatch;
import io.github.xclip4j.XClip;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.BackendOptions;
import io.github.xclip4j.config.TextConfig;
import io.github.xclip4j.config.VisionConfig;
import io.github.xclip4j.config.XClipConfig;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every shape of a published checkpoint runs: widths, heads, patches and frames are whole, layers are cut to one. */
class PublishedModelsTest {
  static Stream<XClipConfig> distinctShapes() {
    return Arrays.stream(PublishedCheckpoint.values()).map(PublishedCheckpoint::config).distinct();
  }

  @ParameterizedTest
  @MethodSource("distinctShapes")
  void oneLayerOfEachShape_runsWithEitherNumberOfHeads(XClipConfig published) throws IOException {
    XClipConfig config = published.withText(oneLayer(published.text())).withVision(oneLayer(published.vision()));
    VisionConfig vision = config.vision();
    int side = vision.imageSize();
    float[] pixels = ProceduralWeights.uniform("pixel_values", 2, vision.numFrames() * 3 * side * side);
    VideoBatch video = VideoBatch.of(FloatArray.of(pixels, 1, vision.numFrames(), 3, side, side));
    try (Backend backend = Backends.open("simd", BackendOptions.of("threads", 2))) {
      float[] reference = logits(config, video, backend);
      assertThat(reference).hasSize(2);
      if (config.headsDifferFromOriginal()) {
        assertThat(logits(config.withHeads(XClipConfig.Heads.ORIGINAL), video, backend)).hasSize(2)
            .isNotEqualTo(reference);
      }
    }
  }

  private static float[] logits(XClipConfig config, VideoBatch video, Backend backend) throws IOException {
    try (XClip model = XClip.load(Checkpoint.of(config, new ProceduralWeights(config)), backend);
        Session session = model.session();
        Labels labels = model.labels(
            List.of("one", "two"), List.of(new int[] {49406, 7, 49407}, new int[] {49406, 8, 9, 49407}))) {
      return session.logits(video, labels).values();
    }
  }

  private static TextConfig oneLayer(TextConfig text) {
    return new TextConfig(text.vocabSize(), text.hiddenSize(), text.intermediateSize(), 1, text.numAttentionHeads(),
        text.maxPositionEmbeddings(), text.hiddenAct(), text.layerNormEps(), text.bosTokenId(), text.eosTokenId(),
        text.padTokenId());
  }

  private static VisionConfig oneLayer(VisionConfig vision) {
    return new VisionConfig(vision.hiddenSize(), vision.intermediateSize(), 1, vision.numAttentionHeads(),
        vision.mitHiddenSize(), vision.mitIntermediateSize(), vision.mitNumHiddenLayers(),
        vision.mitNumAttentionHeads(), vision.numChannels(), vision.imageSize(), vision.patchSize(), vision.numFrames(),
        vision.hiddenAct(),
        vision.layerNormEps());
  }
}
