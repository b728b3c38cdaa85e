package io.github.xclip4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Public types outside {@code internal} and the command are a promise: whoever adds one adds it to this list. */
class PublicTypesTest {
  private static final Path CLASSES = SharedData.root().resolve("target/classes");

  /** For programs that use models. */
  private static final List<String> USERS = List.of("Backends", "Checkpoint", "Classification", "Detail",
      "EncoderOutput", "EncoderSession", "FloatArray", "Labels", "ModelFingerprint", "NonFiniteException", "Processor",
      "Session", "TokenBatch", "VideoBatch", "VideoClassifier", "VideoFeatures", "XClip", "XClipOutput",
      "XClipTextModel", "XClipVisionModel",
      "config.ConfigException", "config.TextConfig", "config.VisionConfig", "config.XClipConfig",
      "text.ClipTokenizer", "text.TokenizerException", "video.CropPosition", "video.Ffmpeg", "video.FrameProcessor",
      "video.FrameSample",
      "video.FrameSampler", "video.FrameSource", "video.Frames", "video.ImageProcessor", "video.Pixels",
      "video.PreparedVideo", "video.SampledFrames", "video.Video", "video.VideoException", "video.View",
      "weights.DType", "weights.TensorInfo", "weights.WeightSource", "weights.WeightsException");

  /** For writers of backends; users hold a Backend, open it with BackendOptions and see two exceptions. */
  private static final List<String> BACKENDS =
      List.of("Activation", "AdamW", "Adjoints", "Backend", "BackendOption", "BackendOptions",
          "BackendProvider", "BackendSpi", "BackendUnavailableException", "Constant", "Context", "ContextSpi", "Lease",
          "Linear", "Mask", "Matrix", "Ops", "Resource", "ScratchException", "Tensor", "Use");

  @Test
  void publicTypes_areTheseAndNoOthers() throws IOException {
    List<String> expected = Stream.concat(USERS.stream(), BACKENDS.stream().map(name -> "backend." + name)).toList();
    assertThat(publicTypes()).containsExactlyInAnyOrderElementsOf(expected);
  }

  private static List<String> publicTypes() throws IOException {
    Path root = CLASSES.resolve("io/github/xclip4j");
    try (Stream<Path> files = Files.walk(root)) {
      return files.map(root::relativize)
          .map(path -> path.toString().replace('/', '.').replace('\\', '.'))
          .filter(name -> name.endsWith(".class") && !name.contains("$") && !name.endsWith("-info.class"))
          .filter(name -> !name.startsWith("internal.") && !name.startsWith("cli."))
          .map(name -> name.substring(0, name.length() - ".class".length()))
          .filter(PublicTypesTest::isPublic)
          .toList();
    }
  }

  private static boolean isPublic(String name) {
    try {
      return Modifier.isPublic(
          Class.forName("io.github.xclip4j." + name, false, PublicTypesTest.class.getClassLoader()).getModifiers());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
