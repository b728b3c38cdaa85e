package io.github.xclip4j.internal.hub;

import java.util.Arrays;
import java.util.regex.Pattern;

/** Names of files and revisions that come from a server or a command line and become files here. */
public final class RepositoryPath {
  private static final int LONGEST_NAME = 255;

  /** Control characters and what Windows reserves. */
  private static final Pattern FORBIDDEN = Pattern.compile("[\\p{Cntrl}\\\\:*?\"<>|]");
  private static final Pattern DEVICE =
      Pattern.compile("(?i)(?:con|prn|aux|nul|conin\\$|conout\\$|(?:com|lpt)[0-9¹²³])(?:\\..*)?");

  private RepositoryPath() {}

  /** Whether a path, with {@code /} between its names, leads to a file within any folder on any system. */
  public static boolean isSafe(String path) {
    return Arrays.stream(path.split("/", -1)).allMatch(RepositoryPath::isSafeName);
  }

  /** Whether a name is that of a file in any folder on any system. */
  public static boolean isSafeName(String name) {
    return !name.isEmpty() && name.length() <= LONGEST_NAME && !name.contains("/")
        && !name.endsWith(".") && !name.endsWith(" ")
        && !FORBIDDEN.matcher(name).find() && !DEVICE.matcher(name).matches();
  }
}
