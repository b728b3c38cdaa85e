package io.github.xclip4j.evaluation;

import io.github.xclip4j.lists.ClassNames;
import io.github.xclip4j.lists.LabelCsv;
import io.github.xclip4j.lists.ListFormat;
import io.github.xclip4j.lists.ListOptions;
import io.github.xclip4j.lists.ListReader;
import io.github.xclip4j.lists.ListWriter;
import io.github.xclip4j.lists.VideoList;
import io.github.xclip4j.lists.VideoRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Reads the lists of a protocol, each with its labels. */
final class PartPlan {
  private final Protocol protocol;
  private final ListOptions options;
  private final List<Path> lists;
  private final List<Path> labels;

  /** Labels and where they come from. */
  private record Labels(String name, String text, Optional<ClassNames> classes) {}

  PartPlan(Protocol protocol, ListOptions options, List<Path> lists, List<Path> labels) {
    this.protocol = protocol;
    this.options = options;
    this.lists = lists;
    this.labels = labels;
  }

  /**
   * The lists with their videos; what is wrong with lines of theirs is printed.
   *
   * @throws IOException if one cannot be read
   * @throws IllegalArgumentException if there are not as many lists or label files as the protocol takes
   */
  List<Part> read() throws IOException {
    List<Part> parts = new ArrayList<>();
    int count = protocol.parts().count();
    check(lists.size(), count, "--list");
    check(Math.max(labels.size(), 1), count, "--labels");
    for (int i = 0; i < count; i++) {
      parts.add(part(i));
    }
    return parts;
  }

  private void check(int given, int count, String option) {
    if (given != 1 && given != count) {
      throw new IllegalArgumentException(protocol.option() + " takes " + (count == 1 ? "one " : count + " times ")
          + option + ", not " + given + (count == 1 ? "" : ": one for each of "
              + String.join(", ", IntStream.range(0, count).mapToObj(protocol.parts()::name).toList())));
    }
    if (protocol == Protocol.BASE_TO_NOVEL && given != count) {
      throw new IllegalArgumentException(
          protocol.option() + " takes " + option + " twice: that of the base classes, then that of the novel ones");
    }
  }

  private Part part(int index) throws IOException {
    Path list = lists.get(Math.min(index, lists.size() - 1));
    Labels known = labels(index);
    ListReader reader = options.reader(list, known.classes);
    boolean splits = protocol.parts() == Protocol.Parts.SPLITS && lists.size() == 1;
    Path file = list;
    if (splits && reader.format() == ListFormat.HMDB) {
      reader.splitNumber(index + 1);
    } else if (splits && Files.isRegularFile(list.resolve("testlist01.txt"))) {
      file = list.resolve("testlist0" + (index + 1) + ".txt");
      reader = options.reader(file, known.classes).format(ListFormat.UCF);
    } else if (splits && protocol != Protocol.ZERO_SHOT_KINETICS600) {
      throw new IllegalArgumentException(protocol.option() + " takes --list three times, one for each test split, or "
          + "once the folder of the official splits");
    }
    if (protocol == Protocol.ZERO_SHOT_KINETICS600) {
      reader.otherClasses(ListReader.OtherClasses.LEAVE_OUT);
    }
    VideoRoot root = reader.root();
    VideoList read = options.ofSplit(reader.read(root), file);
    List<String> of = read.entries().stream().flatMap(entry -> entry.split().stream()).distinct().sorted().toList();
    boolean tested = protocol.parts() == Protocol.Parts.SPLITS || protocol == Protocol.FEW_SHOT;
    if (of.size() > 1 && of.contains("test") && tested) {
      read = read.ofSplit("test");
    } else if (of.size() > 1) {
      throw new IllegalArgumentException(
          file + " holds videos of " + String.join(", ", of) + ": say which with --split");
    }
    options.show(file, read.problems());
    if (read.classes().isEmpty()) {
      throw new IOException(file + ": does not name its classes: give --labels FILE (header id,name)");
    }
    if (read.entries().stream().anyMatch(entry -> entry.classes().size() > 1)) {
      throw new IOException(file + ": has videos of several classes, which these metrics are not for");
    }
    Part part = new Part(protocol.parts().name(index), file, read, root, known.name,
        known.text.isEmpty() ? ListWriter.labels(read.classes()) : known.text);
    if (part.videos().isEmpty()) {
      throw new IOException(file + ": names no video that could be used");
    }
    return part;
  }

  private Labels labels(int index) throws IOException {
    if (!labels.isEmpty()) {
      Path file = labels.get(Math.min(index, labels.size() - 1));
      LabelCsv read = LabelCsv.read(file);
      options.show(file, read.problems());
      if (read.classes().isEmpty() || read.classes().names().contains("")) {
        throw new IOException(file + (read.classes().isEmpty() ? ": holds no classes" : ": has a class without a name")
            + "; a label file is a CSV with the header id,name");
      }
      return new Labels(String.valueOf(file.getFileName()), Files.readString(file), Optional.of(read.classes()));
    }
    Optional<String> published = protocol.labelFile(index);
    if (published.isPresent()) {
      return new Labels(published.get(), Protocol.labelText(published.get()),
          Optional.of(Protocol.labels(published.get())));
    }
    return new Labels("of the list", "", Optional.empty());
  }
}
