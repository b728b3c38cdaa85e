package io.github.xclip4j;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The data of tests: small fixtures in the project, and larger reference data beside the checkout, if present. */
public final class SharedData {
  private static final Path ROOT = Path.of(System.getProperty("xclip4j.root", ".")).toAbsolutePath().normalize();

  private SharedData() {}

  /** The project's root folder. */
  public static Path root() {
    return ROOT;
  }

  /** A fixture in the project. */
  public static Path fixture(String name) {
    return ROOT.resolve("src/test/resources").resolve(name);
  }

  /** Reference data beside the checkout; skips the test with the reason if they are absent. */
  public static Path shared(String name) {
    Path path = ROOT.resolve("../shared").resolve(name).normalize();
    Assumptions.assumeTrue(Files.exists(path), () -> "skipped: the reference data " + name
        + " is not beside this checkout (../shared)");
    return path;
  }
}
