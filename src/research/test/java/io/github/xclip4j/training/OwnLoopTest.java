package io.github.xclip4j.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.Backends;
import io.github.xclip4j.Checkpoint;
import io.github.xclip4j.SharedData;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.weights.WeightSource;
import java.awt.image.BufferedImage;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loop of one's own in the documents compiles, is short, and learns. */
class OwnLoopTest {
  @Test
  void example_compilesAndRuns(@TempDir Path folder) throws Exception {
    String document = Files.readString(SharedData.root().resolve("src/docs/TRAINING.md"));
    int start = document.indexOf("```java\n") + "```java\n".length();
    String example = document.substring(start, document.indexOf("```", start));
    assertThat(example.lines().filter(line -> !line.isBlank() && !line.startsWith("import ")))
        .hasSizeLessThanOrEqualTo(32);
    Path classes = Files.createDirectory(folder.resolve("classes"));
    JavaFileObject source = new SimpleJavaFileObject(URI.create("string:///OwnLoop.java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return example;
      }
    };
    StringWriter messages = new StringWriter();
    boolean compiled = ToolProvider.getSystemJavaCompiler().getTask(messages, null, null,
        List.of("-d", classes.toString(), "-classpath", System.getProperty("java.class.path")), null, List.of(source))
        .call();
    assertThat(compiled).as(messages.toString()).isTrue();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
      Method train = loader.loadClass("OwnLoop").getDeclaredMethod("train", Path.class, Path.class, Path.class);
      train.setAccessible(true);
      Path videos = folder.resolve("videos");
      for (String label : List.of("dark", "bright")) {
        Path clip = Files.createDirectories(videos.resolve(label)).resolve("clip.gif");
        ImageIO.write(new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB), "gif", clip.toFile());
      }
      train.invoke(null, SharedData.fixture("checkpoints/tiny-a"), videos, folder.resolve("model"));
      assertThat(folder.resolve("model/model.safetensors")).exists();
    }
  }

  @Test
  void export_isACheckpointWithTheTrainedWeights(@TempDir Path folder) throws Exception {
    Path base = SharedData.fixture("checkpoints/tiny-a");
    Path output = folder.resolve("model");
    try (Backend backend = Backends.open("scalar");
        TrainableModel model = TrainableModel.load(Checkpoint.open(base), backend, Tuned.of("mit.*"),
            TrainableModel.Memory.VALUES)) {
      model.setLabels(List.of(new int[] {836, 5, 837}, new int[] {836, 9, 11, 837}));
      Samples videos = new MadeSamples(2, 2, 1);
      model.accumulate(VideoInput.batch(List.of(videos.load(0, 0), videos.load(1, 0))),
          Loss.targets(List.of(0, 1), 2, 0));
      model.update(OptimizerSettings.authors(1e-3), new Schedule(Schedule.Kind.CONSTANT, 1, 0, 1), 0);
      RunDirectory.export(model, base, output);
      try (WeightSource source = Checkpoint.open(output).openWeights();
          WeightSource before = Checkpoint.open(base).openWeights()) {
        Trainable first = model.trainables().getFirst();
        assertThat(source.floats(first.name())).isEqualTo(model.weights(first))
            .isNotEqualTo(before.floats(first.name()));
        assertThat(source.floats("text_projection.weight")).isEqualTo(before.floats("text_projection.weight"));
        assertThat(source.info("logit_scale").shape()).isEmpty();
      }
    }
  }
}
