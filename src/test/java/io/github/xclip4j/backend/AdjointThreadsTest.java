package io.github.xclip4j.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.Backends;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Adjoints on vectors have the same bits for every number of threads, in sizes that several threads share. */
class AdjointThreadsTest {
  private static Stream<OpCase> cases() {
    return Stream.concat(OpCases.adjoints(), OpCases.large());
  }

  @Test
  void threadCount_changesNoBit() {
    try (Backend one = simd(1); Backend two = simd(2); Backend three = simd(3); Backend seven = simd(7)) {
      cases().forEach(operation -> {
        Map<String, float[]> expected = run(operation, one);
        for (Backend backend : new Backend[] {two, three, seven}) {
          run(operation, backend).forEach((result, values) -> assertThat(values)
              .as("%s of %s on %s", result, operation, backend.description()).isEqualTo(expected.get(result)));
        }
      });
    }
  }

  private static Backend simd(int threads) {
    return Backends.open("simd", BackendOptions.of("threads", threads));
  }

  private static Map<String, float[]> run(OpCase operation, Backend backend) {
    try (Context context = backend.context(operation.elements());
        OpCase.Run run = operation.place(Case.dense(context))) {
      run.run();
      return run.read();
    }
  }
}
