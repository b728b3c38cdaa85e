package io.github.xclip4j.lists;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads a list of videos. What is not said is found out: the format by the list's name and content, the root is the
 * folder the list is in. A label file's rows are the classes; without one they are as the format defines them.
 */
public final class ListReader {
  private final Path list;
  private Optional<ListFormat> format = Optional.empty();
  private Optional<Path> root = Optional.empty();
  private Optional<ClassNames> labels = Optional.empty();
  private Optional<Path> classesFrom = Optional.empty();
  private Optional<String> delimiter = Optional.empty();
  private OptionalInt splitNumber = OptionalInt.empty();
  private String labelColumn = "label";
  private Multiplicity multiplicity = Multiplicity.ONE;
  private OtherClasses otherClasses = OtherClasses.REPORT;

  /** What becomes of videos of a class, given by name, that the label file does not have. */
  public enum OtherClasses {
    /** They are a problem. */
    REPORT,
    /** They are left out and counted, for label files of part of the classes. */
    LEAVE_OUT
  }

  /** How many classes a video of mmaction2's lists may have. */
  public enum Multiplicity { ONE, SEVERAL }

  private ListReader(Path list) {
    this.list = list;
  }

  /** A list: a file, or a folder for the formats that are one. */
  public static ListReader of(Path list) {
    return new ListReader(list);
  }

  /** Takes the list for one of a given format. */
  public ListReader format(ListFormat given) {
    format = Optional.of(given);
    return this;
  }

  /** The folder or tar that the list's paths are in. */
  public ListReader root(Path given) {
    root = Optional.of(given);
    return this;
  }

  /** The classes, by their numbers; a {@link LabelCsv} has them. */
  public ListReader labels(ClassNames given) {
    labels = Optional.of(given);
    return this;
  }

  /** What defines the classes: UCF's {@code classInd.txt}, Kinetics' {@code train.csv}, {@code classes.json} of ER. */
  public ListReader classesFrom(Path given) {
    classesFrom = Optional.of(given);
    return this;
  }

  /** What separates the fields of mmaction2's lists, instead of blanks. */
  public ListReader delimiter(String given) {
    delimiter = Optional.of(given);
    return this;
  }

  /** Which of HMDB-51's three splits. */
  public ListReader splitNumber(int given) {
    splitNumber = OptionalInt.of(given);
    return this;
  }

  /** The column of a videofolder's metadata, or the key of a shard's JSON, that holds the class; {@code label} mostly. */
  public ListReader labelColumn(String given) {
    labelColumn = given;
    return this;
  }

  /** Whether videos of mmaction2's lists may have several classes. */
  public ListReader multiplicity(Multiplicity given) {
    multiplicity = given;
    return this;
  }

  /** What becomes of videos of classes that the label file does not have. */
  public ListReader otherClasses(OtherClasses given) {
    otherClasses = given;
    return this;
  }

  Path list() {
    return list;
  }

  Optional<Path> classesFrom() {
    return classesFrom;
  }

  Optional<String> delimiter() {
    return delimiter;
  }

  OptionalInt splitNumber() {
    return splitNumber;
  }

  String labelColumn() {
    return labelColumn;
  }

  Multiplicity multiplicity() {
    return multiplicity;
  }

  /** The file that defines the classes: the one given, else one of these names beside the list. */
  Optional<Path> classesFile(String... names) {
    if (classesFrom.isPresent()) {
      return classesFrom;
    }
    for (String name : names) {
      Path beside = list.resolveSibling(name);
      if (Files.isRegularFile(beside)) {
        return Optional.of(beside);
      }
    }
    return Optional.empty();
  }

  /**
   * The format that was given, or what the list looks like.
   *
   * @throws IOException if the list is not there, or it is not clear what it is
   */
  public ListFormat format() throws IOException {
    return format.isPresent() ? format.get() : FormatDetection.of(list);
  }

  /**
   * Where the videos are.
   *
   * @throws IOException if that is neither a folder nor a tar
   */
  public VideoRoot root() throws IOException {
    ListFormat known = format();
    if (root.isPresent()) {
      return VideoRoot.open(root.get());
    }
    return switch (known) {
      case SHARDS -> VideoRoot.ofShards(list);
      case FOLDERS, HMDB -> VideoRoot.open(list);
      default -> VideoRoot.open(list.toAbsolutePath().getParent());
    };
  }

  /**
   * Reads the list, and looks whether its videos are there. What is wrong with single lines is told in the result.
   *
   * @throws IOException if the list cannot be read, or what defines its classes is missing
   */
  public VideoList read() throws IOException {
    return read(root());
  }

  /** Reads the list of videos at a root that is open already. */
  public VideoList read(VideoRoot at) throws IOException {
    ListFormat known = format();
    ListBuilder builder = new ListBuilder(at, labels, otherClasses);
    switch (known) {
      case VIDEOX -> {
        if (list.toString().endsWith(".json")) {
          JsonLists.readVideoX(this, builder);
        } else {
          LineLists.readVideoX(this, builder);
        }
      }
      case MMACTION2_VIDEOS -> LineLists.readVideos(this, builder);
      case MMACTION2_RAWFRAMES -> LineLists.readRawframes(this, builder);
      case UCF -> UcfLists.read(this, builder);
      case HMDB -> HmdbLists.read(this, builder);
      case KINETICS -> KineticsLists.read(this, builder);
      case FOLDERS -> FolderLists.read(this, builder);
      case VIDEOFOLDER -> MetadataLists.read(this, builder);
      case SHARDS -> ShardLists.read(this, builder);
      case ER -> JsonLists.readEr(this, builder);
    }
    return builder.list(known);
  }
}
