package io.github.xclip4j.lists;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xclip4j.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every list and label file of the reference data, good and malformed. */
class GoldenListsTest {
  private final Path folder = SharedData.shared("golden/evaluation/lists");

  private Stream<JsonNode> cases(String section) throws IOException {
    JsonNode expected = JsonMapper.shared().readTree(Files.readAllBytes(folder.resolve("expected.json")));
    return StreamSupport.stream(expected.get(section).spliterator(), false);
  }

  private static boolean isLabelFile(JsonNode each) {
    return each.get("format").asString().equals("labels");
  }

  private static boolean isClassIndex(JsonNode each) {
    return each.get("file").asString().endsWith("classInd.txt");
  }

  @TestFactory
  Stream<DynamicTest> list_reads_asExpected() throws IOException {
    return cases("lists").filter(each -> !isLabelFile(each)).map(each -> DynamicTest.dynamicTest(name(each), () -> {
      VideoList list = reader(each).read();
      assertThat(list.problems()).isEmpty();
      assertThat(read(list)).isEqualTo(expected(each));
      assertThat(list.leftOut()).isEqualTo(each.path("left_out").asInt(0));
    }));
  }

  @TestFactory
  Stream<DynamicTest> malformedList_isAnsweredWithItsLines() throws IOException {
    return cases("malformed").filter(each -> !isLabelFile(each) && !isClassIndex(each))
        .map(each -> DynamicTest.dynamicTest(name(each), () -> {
          VideoList list = reader(each).read();
          assertThat(found(list.problems())).containsExactlyInAnyOrderElementsOf(problems(each));
          assertThat(read(list)).isEqualTo(expected(each));
        }));
  }

  @TestFactory
  Stream<DynamicTest> labelFile_readsAsExpected() throws IOException {
    return Stream.concat(cases("lists"), cases("malformed")).filter(GoldenListsTest::isLabelFile)
        .map(each -> DynamicTest.dynamicTest(name(each), () -> {
          LabelCsv labels = LabelCsv.read(folder.resolve(each.get("file").asString()));
          List<String> names = new ArrayList<>();
          each.get("names").forEach(name -> names.add(name.isNull() ? "" : name.asString()));
          assertThat(labels.classes().names()).isEqualTo(names);
          assertThat(found(labels.problems())).containsExactlyInAnyOrderElementsOf(problems(each));
        }));
  }

  @Test
  void classIndex_withFaultyNumbers_isAnsweredWithItsLines() throws IOException {
    JsonNode each = cases("malformed").filter(GoldenListsTest::isClassIndex).findFirst().orElseThrow();
    List<ListProblem> problems = new ArrayList<>();
    UcfLists.classes(folder.resolve(each.get("file").asString()), problems);
    assertThat(found(problems)).containsExactlyElementsOf(problems(each));
  }

  @TestFactory
  Stream<DynamicTest> format_isDetected() throws IOException {
    return cases("lists").filter(each -> !isLabelFile(each) && !each.has("delimiter"))
        .map(each -> DynamicTest.dynamicTest(name(each), () -> {
          ListFormat wanted = ListFormat.of(each.get("format").asString());
          ListFormat detected = FormatDetection.of(folder.resolve(each.get("file").asString()));
          // A line of mmaction2 with a path and a class is the authors' as well.
          boolean same = wanted == ListFormat.MMACTION2_VIDEOS && each.get("file").asString().endsWith("/videos.txt");
          assertThat(detected).isEqualTo(same ? ListFormat.VIDEOX : wanted);
        }));
  }

  private ListReader reader(JsonNode each) throws IOException {
    ListReader reader = ListReader.of(folder.resolve(each.get("file").asString()))
        .format(ListFormat.of(each.get("format").asString()))
        .root(folder.resolve(each.get("root").asString()));
    if (each.has("labels")) {
      reader.labels(LabelCsv.read(folder.resolve(each.get("labels").asString())).classes());
    }
    for (String key : List.of("class_index", "classes_from")) {
      if (each.has(key)) {
        reader.classesFrom(folder.resolve(each.get(key).asString()));
      }
    }
    if (each.has("number")) {
      reader.splitNumber(each.get("number").asInt());
    }
    if (each.has("delimiter")) {
      reader.delimiter(each.get("delimiter").asString());
    }
    if (each.has("multi_class")) {
      reader.multiplicity(ListReader.Multiplicity.SEVERAL);
    }
    return reader;
  }

  private static String name(JsonNode each) {
    return each.get("format").asString() + " " + each.get("file").asString()
        + (each.has("labels") ? " with " + each.get("labels").asString() : "");
  }

  private static List<String> read(VideoList list) {
    List<String> read = new ArrayList<>();
    for (VideoEntry entry : list.entries()) {
      boolean labelled = entry.label().isPresent();
      read.add(entry.path() + " " + entry.classes() + " "
          + (labelled && !list.classes().isEmpty() ? list.classes().name(entry.label().getAsInt()) : null)
          + " " + entry.split().orElse(null)
          + entry.pictures().map(part -> " " + entry.path() + "/" + part.name(0) + " " + entry.path() + "/"
              + part.name(part.count() - 1)).orElse("")
          + (entry.announcedFrames().isPresent() ? " " + entry.announcedFrames().getAsInt() : ""));
    }
    return read;
  }

  private static List<String> expected(JsonNode each) {
    List<String> expected = new ArrayList<>();
    for (JsonNode entry : each.get("entries")) {
      String classes = entry.has("classes")
          ? entry.get("classes").toString().replace(",", ", ")
          : entry.get("class").isNull() ? "[]" : "[" + entry.get("class").asInt() + "]";
      // An entry with several classes has no name of its own, one with a single class has.
      String name = entry.has("name")
          ? entry.get("name").isNull() ? null : entry.get("name").asString()
          : entry.get("classes").size() == 1 ? "opening bottle (not wine)" : null;
      expected.add(entry.get("path").asString() + " " + classes + " " + name + " "
          + (entry.path("split").isString() ? entry.get("split").asString() : null)
          + (entry.has("first") ? " " + entry.get("first").asString() + " " + entry.get("last").asString() : "")
          + (entry.has("frames") ? " " + entry.get("frames").asInt() : ""));
    }
    return expected;
  }

  private static List<String> found(List<ListProblem> problems) {
    return problems.stream()
        .map(problem -> (problem.line().isPresent() ? problem.line().getAsInt() : "-") + " " + problem.kind())
        .toList();
  }

  private static List<String> problems(JsonNode each) {
    List<String> problems = new ArrayList<>();
    each.path("problems").forEach(problem -> problems
        .add(
            (problem.get("line").isNull() ? "-" : problem.get("line").asInt()) + " " + problem.get("kind").asString()));
    return problems;
  }
}
