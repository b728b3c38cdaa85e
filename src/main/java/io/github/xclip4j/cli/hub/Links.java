package io.github.xclip4j.cli.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes symbolic links. */
interface Links {
  /** Those of the system. */
  Links SYSTEM = (link, target) -> Files.createSymbolicLink(link, target);

  /**
   * Makes one.
   *
   * @throws IOException also where links cannot be made
   * @throws UnsupportedOperationException where there are no links
   */
  void make(Path link, Path target) throws IOException;
}
