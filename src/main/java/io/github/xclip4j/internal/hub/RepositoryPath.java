package io.github.xclip4j.internal.hub;

import java.util.Arrays;
import java.util.regex.Pattern;

/** Checks names of files and revisions that come from a server or a command line before they become local files. */
public final class RepositoryPath {
  private static final int LONGEST_NAME = 255;

  /** Control characters, and characters that Windows reserves. */
  private static final Pattern FORBIDDEN = Pattern.compile("[\\p{Cntrl}\\\\:*?\"<>|]");
  private static final Pattern DEVICE =
      Pattern.compile("(?i)(?:con|prn|aux|nul|conin\\$|conout\\$|(?:com|lpt)[0-9¹²³])(?:\\..*)?");

  private RepositoryPath() {}

  /** Whether a path, with {@code /} between its names, stays within the folder it is used in, on any system. */
  public static boolean isSafe(String path) {
    return Arrays.stream(path.split("/", -1)).allMatch(RepositoryPath::isSafeName);
  }

  /** Whether a name is a file's name on any system, and not a path. */
  public static boolean isSafeName(String name) {
    return !name.isEmpty() && name.length() <= LONGEST_NAME && !name.contains("/")
        && !name.endsWith(".") && !name.endsWith(" ")
        && !FORBIDDEN.matcher(name).find() && !DEVICE.matcher(name).matches();
  }
}
