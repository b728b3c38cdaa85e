package io.github.xclip4j.lists;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A text file's lines without line ends and byte order mark.
 *
 * @param lines one that is not UTF-8 is empty
 * @param problems the lines that are not UTF-8, or why there are none
 */
record TextLines(List<String> lines, List<ListProblem> problems) {
  static TextLines read(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    List<ListProblem> problems = new ArrayList<>();
    if (startsWith(bytes, 0xFF, 0xFE) || startsWith(bytes, 0xFE, 0xFF)) {
      problems.add(ListProblem.of(0, ProblemKind.NOT_UTF8, "UTF-16 with a byte order mark; save it as UTF-8"));
      return new TextLines(List.of(), problems);
    }
    List<String> lines = new ArrayList<>();
    int start = startsWith(bytes, 0xEF, 0xBB, 0xBF) ? 3 : 0;
    while (start < bytes.length) {
      int end = start;
      while (end < bytes.length && bytes[end] != '\n') {
        end++;
      }
      int length = end > start && bytes[end - 1] == '\r' ? end - 1 - start : end - start;
      try {
        lines.add(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, start, length)).toString());
      } catch (CharacterCodingException _) {
        lines.add("");
        problems.add(ListProblem.of(lines.size(), ProblemKind.NOT_UTF8,
            "it reads " + new String(bytes, start, length, StandardCharsets.ISO_8859_1) + " in Latin-1"));
      }
      start = end + 1;
    }
    return new TextLines(lines, problems);
  }

  private static boolean startsWith(byte[] bytes, int... mark) {
    for (int i = 0; i < mark.length; i++) {
      if (bytes.length <= i || (bytes[i] & 0xFF) != mark[i]) {
        return false;
      }
    }
    return true;
  }

  /** All lines as one text, for parsers of their own; line numbers stay. */
  String text() {
    return String.join("\n", lines);
  }
}
