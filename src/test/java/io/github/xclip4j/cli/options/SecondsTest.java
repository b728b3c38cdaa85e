package io.github.xclip4j.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class SecondsTest {
  @ParameterizedTest
  @CsvSource({"2s, 2", "500ms, 0.5", "1.5, 1.5", ".25s, 0.25", "1m30s, 90", "2m, 120", "1h, 3600", "1h1m1.5s, 3661.5",
      "0, 0"})
  void lengths_areSeconds(String text, double seconds) {
    assertThat(new Seconds().convert(text)).isCloseTo(seconds, Offset.offset(1e-9));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "s", "-1s", "2 s", "1e3", "soon", "1s2m", "NaN"})
  void others_areRefused(String text) {
    assertThatThrownBy(() -> new Seconds().convert(text)).isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("'" + text + "'").hasMessageContaining("1m30s");
  }
}
