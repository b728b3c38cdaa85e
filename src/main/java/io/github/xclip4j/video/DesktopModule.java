package io.github.xclip4j.video;

import java.nio.file.Path;

/** The module that decodes pictures. Runtimes made with jlink may lack it; they can still decode videos. */
final class DesktopModule {
  private DesktopModule() {}

  /** @throws VideoException if this Java runtime lacks it */
  static void require(Path file) throws VideoException {
    if (ModuleLayer.boot().findModule("java.desktop").isEmpty()) {
      throw new VideoException(file + ": pictures and GIFs are decoded by the module java.desktop, which this Java "
          + "runtime lacks; run with a complete JDK, or make the runtime with \"jlink --add-modules java.desktop\"");
    }
  }
}
