package io.github.xclip4j;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Where tests find their data: small fixtures in the project, larger reference data beside the checkout, if there. */
public final class SharedData {
  private static final Path ROOT = Path.of(System.getProperty("xclip4j.root", ".")).toAbsolutePath().normalize();

  private SharedData() {}

  /** The project's root folder. */
  public static Path root() {
    return ROOT;
  }

  /** A fixture of the project. */
  public static Path fixture(String name) {
    return ROOT.resolve("src/test/resources").resolve(name);
  }

  /** Reference data beside the checkout; skips the test, saying why, where it is absent. */
  public static Path shared(String name) {
    Path path = ROOT.resolve("../shared").resolve(name).normalize();
    Assumptions.assumeTrue(Files.exists(path), () -> "skipped: the reference data " + name
        + " is not beside this checkout (../shared)");
    return path;
  }
}
