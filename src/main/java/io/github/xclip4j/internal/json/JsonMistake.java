package io.github.xclip4j.internal.json;

import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;

/** Describes in one line why a text is not JSON. */
public final class JsonMistake {
  private static final int LONGEST = 300;

  /** The parser's note on where an object began, which contains no position but explains why the text is not shown. */
  private static final Pattern BEGINNING = Pattern.compile(" \\([a-zA-Z ]*\\[Source: [^]]*]\\)");

  private JsonMistake() {}

  /** What the parser found, and where: {@code Duplicate Object property "a" at line 1, column 11}. */
  public static String describe(JacksonException exception) {
    String what = BEGINNING.matcher(exception.getOriginalMessage()).replaceAll("");
    String cut = what.length() <= LONGEST ? what : what.substring(0, LONGEST) + "…";
    TokenStreamLocation place = exception.getLocation();
    return cut.replaceAll("\\p{Cntrl}", "?") + (place == null || place.getLineNr() < 1 ? ""
        : " at line " + place.getLineNr() + ", column " + place.getColumnNr());
  }
}
