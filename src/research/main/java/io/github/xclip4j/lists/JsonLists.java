package io.github.xclip4j.lists;

import io.github.xclip4j.internal.json.JsonTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** Lists in JSON: the authors' array, and Elaborative Rehearsal's lines. */
final class JsonLists {
  private JsonLists() {}

  /** {@code [{"filename" or "frame_dir": path, "label": [class]}]}; a line is the one an entry begins in. */
  static void readVideoX(ListReader reader, ListBuilder out) throws IOException {
    TextLines lines = TextLines.read(reader.list());
    out.problems(lines.problems());
    ClassesInNames inNames = new ClassesInNames(out.classes());
    ObjectReader entries =
        JsonMapper.shared().readerFor(JsonNode.class).without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    int line = 1;
    try (JsonParser parser = JsonMapper.shared().createParser(lines.text())) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        out.problem(1, ProblemKind.NOT_JSON, "no list of entries");
        return;
      }
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        line = parser.currentTokenLocation().getLineNr();
        JsonNode entry = entries.readValue(parser);
        addVideoX(line, entry, inNames, out);
      }
    } catch (JacksonException e) {
      int at = e.getLocation() == null ? line : Math.max(1, e.getLocation().getLineNr());
      out.problem(at, ProblemKind.NOT_JSON, e.getOriginalMessage());
    }
  }

  private static void addVideoX(int line, JsonNode entry, ClassesInNames inNames, ListBuilder out) {
    JsonNode path = entry.has("filename") ? entry.path("filename") : entry.path("frame_dir");
    JsonNode label = entry.path("label");
    if (!path.isString() || path.stringValue().isBlank()) {
      out.problem(line, ProblemKind.NO_PATH, "");
    } else if (label.size() > 1) {
      out.problem(line, ProblemKind.MORE_THAN_ONE_CLASS, label.toString());
    } else {
      JsonNode number = label.isArray() ? label.path(0) : label;
      if (number.isMissingNode() || number.isNull()) {
        out.problem(line, ProblemKind.NO_CLASS, path.stringValue());
        return;
      }
      OptionalInt found = out.number(line, number.asString());
      if (found.isPresent()) {
        VideoEntry video = VideoEntry.of(line, path.stringValue(), found, Optional.empty());
        inNames.contradiction(video).ifPresent(problem -> out.problems(List.of(problem)));
        out.add(video);
      }
    }
  }

  /** One object of a JSON lines file, or empty where the line was blank or reported. */
  static Optional<JsonNode> object(int line, String text, ListBuilder out) {
    if (text.isBlank()) {
      return Optional.empty();
    }
    try {
      JsonNode node = JsonTree.read(text);
      if (node.isObject()) {
        return Optional.of(node);
      }
      out.problem(line, ProblemKind.NOT_JSON, "no object");
    } catch (JacksonException e) {
      out.problem(line, ProblemKind.NOT_JSON, e.getOriginalMessage());
    }
    return Optional.empty();
  }

  /** {@code {"videoname": path, "nframes": 300, "label": index into the words of classes.json}}. */
  static void readEr(ListReader reader, ListBuilder out) throws IOException {
    ClassNames words = words(reader);
    out.define(words);
    TextLines lines = TextLines.read(reader.list());
    out.problems(lines.problems());
    for (int i = 0; i < lines.lines().size(); i++) {
      Optional<JsonNode> object = object(i + 1, lines.lines().get(i), out);
      if (object.isPresent()) {
        addEr(i + 1, object.get(), words, out);
      }
    }
  }

  private static void addEr(int line, JsonNode object, ClassNames words, ListBuilder out) {
    JsonNode path = object.path("videoname");
    JsonNode label = object.path("label");
    if (!path.isString() || path.stringValue().isBlank()) {
      out.problem(line, ProblemKind.NO_PATH, "");
      return;
    }
    if (!label.isIntegralNumber()) {
      boolean absent = label.isMissingNode() || label.isNull();
      out.problem(line, absent ? ProblemKind.NO_CLASS : ProblemKind.CLASS_NOT_A_NUMBER,
          absent ? path.stringValue() : label.toString());
      return;
    }
    if (!words.has(label.longValue())) {
      out.problem(line, ProblemKind.CLASS_OUT_OF_RANGE, label + ", with " + words.count() + " classes");
      return;
    }
    OptionalInt number = OptionalInt.of(label.intValue());
    if (out.labels().isPresent()) {
      number = out.labels().get().number(words.name(label.intValue()));
      if (number.isEmpty()) {
        out.leaveOut();
        return;
      }
    }
    OptionalInt frames =
        object.path("nframes").isInt() ? OptionalInt.of(object.path("nframes").intValue()) : OptionalInt.empty();
    out.add(new VideoEntry(line, path.stringValue(), List.of(number.getAsInt()), Optional.empty(), Optional.empty(),
        frames));
  }

  private static ClassNames words(ListReader reader) throws IOException {
    Path file = reader.classesFile("classes.json", "classes620_label_defn.json")
        .orElseThrow(
            () -> new IOException(reader.list() + ": its numbers are rows of classes.json, which is not beside "
                + "it: name that file with --classes-from"));
    List<String> words = new ArrayList<>();
    try {
      for (JsonNode each : JsonTree.read(TextLines.read(file).text())) {
        words.add(each.isString() ? each.stringValue() : each.path("word").asString(""));
      }
    } catch (JacksonException e) {
      throw new IOException(file + ": is not JSON (" + e.getOriginalMessage() + "); it lists the classes' words", e);
    }
    return ClassNames.of(words);
  }
}
