package io.github.xclip4j.cli.options;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Lengths of time on a command line: {@code 2s}, {@code 500ms}, {@code 1m30s}, {@code 1.5}, which is in seconds. */
public final class Seconds implements ITypeConverter<Double> {
  private static final String NUMBER = "(\\d+(?:\\.\\d*)?|\\.\\d+)";
  private static final Pattern LENGTH =
      Pattern.compile("(?:(\\d+)h)?(?:(\\d+)m(?!s))?(?:" + NUMBER + "(s|ms)?)?");

  /** For picocli. */
  public Seconds() {
    // as the parser makes one for every option
  }

  @Override
  public Double convert(String text) {
    Matcher parts = LENGTH.matcher(text.strip());
    if (text.isBlank() || !parts.matches()) {
      throw new TypeConversionException("'" + text + "' is no length of time: write 2s, 500ms or 1m30s");
    }
    double seconds = value(parts.group(3)) * ("ms".equals(parts.group(4)) ? 0.001 : 1);
    return 3600 * value(parts.group(1)) + 60 * value(parts.group(2)) + seconds;
  }

  private static double value(@Nullable String digits) {
    return digits == null ? 0 : Double.parseDouble(digits);
  }
}
