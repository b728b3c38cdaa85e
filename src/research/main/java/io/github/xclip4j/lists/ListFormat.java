package io.github.xclip4j.lists;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a list says which videos there are and what they show. */
public enum ListFormat {
  /** {@code path class}, as the authors' code reads it, or its JSON {@code [{"filename": …, "label": [class]}]}. */
  VIDEOX("videox"),
  /** {@code path class} with a delimiter of one's choice; without a class; with several classes. */
  MMACTION2_VIDEOS("mmaction2-videos"),
  /** {@code folder frames class} or {@code folder offset frames class}: pictures {@code img_00001.jpg} and so on. */
  MMACTION2_RAWFRAMES("mmaction2-rawframes"),
  /** UCF-101's official {@code trainlist01.txt} and {@code testlist01.txt} with {@code classInd.txt}. */
  UCF("ucf"),
  /** A folder of HMDB-51's official {@code NAME_test_split1.txt}, one for each class. */
  HMDB("hmdb"),
  /** The official CSV of Kinetics, columns by name. */
  KINETICS("kinetics"),
  /** A folder per class, with or without a folder per split above: {@code [split/]class/file}. */
  FOLDERS("folders"),
  /** {@code metadata.csv} or {@code metadata.jsonl} beside videos, as Hugging Face's videofolder has it. */
  VIDEOFOLDER("videofolder"),
  /** WebDataset: tars with {@code KEY.mp4} and {@code KEY.txt}, {@code KEY.cls} or {@code KEY.json}. */
  SHARDS("shards"),
  /** Elaborative Rehearsal's JSON lines: {@code {"videoname": …, "nframes": …, "label": …}}. */
  ER("er");

  private final String option;

  ListFormat(String option) {
    this.option = option;
  }

  /** What it is called on a command line: {@code mmaction2-videos}. */
  public String option() {
    return option;
  }

  /**
   * The format of a name, written with hyphens, blanks or underscores.
   *
   * @throws IllegalArgumentException if there is none; the message lists them
   */
  public static ListFormat of(String name) {
    String plain = name.strip().toLowerCase(Locale.ROOT).replaceAll("[ _]", "-");
    return Arrays.stream(values())
        .filter(format -> format.option.equals(plain))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no list format '" + name + "': choose among "
            + Arrays.stream(values()).map(ListFormat::option).collect(Collectors.joining(", "))));
  }
}
