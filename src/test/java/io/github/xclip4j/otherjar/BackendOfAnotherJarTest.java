package io.github.xclip4j.otherjar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xclip4j.Backends;
import io.github.xclip4j.Classification;
import io.github.xclip4j.Labels;
import io.github.xclip4j.Session;
import io.github.xclip4j.SharedData;
import io.github.xclip4j.XClip;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.BackendOptions;
import io.github.xclip4j.backend.OpsContract;
import io.github.xclip4j.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The walk of the contributors' page: a backend in another jar, opened by its name everywhere. */
class BackendOfAnotherJarTest {
  private static final Path CLIP =
      SharedData.root().resolve("src/main/resources/io/github/xclip4j/cli/demo/clips/red-circle-growing.gif");
  private static final Path MODEL = SharedData.root().resolve("src/main/resources/io/github/xclip4j/cli/demo/model");

  /** The first thing that a new backend is held to. */
  @Nested
  class Contract extends OpsContract {
    @Override
    protected Backend open() {
      return Backends.open("counting");
    }
  }

  @Test
  void model_runsOnIt() throws IOException {
    List<String> names = List.of("red circle growing", "green square moving left");
    try (Backend backend = Backends.open("counting");
        XClip model = XClip.load(MODEL, backend);
        Labels labels = model.labels(names);
        Session session = model.session()) {
      Classification.Score best = session.classify(CLIP, labels).best();
      assertThat(best.label()).isEqualTo(names.getFirst());
      assertThat(backend.description()).matches("counting, [1-9]\\d+ operations so far");
    }
  }

  @Test
  void options_areItsOwn() {
    assertThatThrownBy(() -> Backends.open("counting", BackendOptions.of("threads", 2)))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("no option threads, only patience");
    assertThatThrownBy(() -> Backends.open("counting", BackendOptions.of("patience", 0)))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("patience is 0: it must be 1 to 1000000");
  }

  @Test
  void best_isNotIt() {
    try (Backend best = Backends.best()) {
      assertThat(best.name()).isNotEqualTo("counting");
    }
  }

  @Test
  void command_takesItByName() {
    StringWriter err = new StringWriter();
    int status = Main.run(new PrintWriter(new StringWriter()), new PrintWriter(err), "classify", CLIP.toString(),
        "--model", MODEL.toString(), "--labels", "a,b", "--backend", "counting", "--backend-option", "patience=3");
    assertThat(status).isEqualTo(1);
    assertThat(err.toString()).contains("tired after 3 operations");
  }
}
