package io.github.xclip4j.cli.options;

import io.github.xclip4j.Backends;
import io.github.xclip4j.backend.BackendOption;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The help of {@link BackendChoice}, from what the backends on the class path declare. The command's parser looks it up
 * by name; public for that.
 */
public final class BackendHelp extends ResourceBundle {
  static final String NAME = "io.github.xclip4j.cli.options.BackendHelp";
  static final String BACKEND = "xclip4j.backend";
  private static final String OPTION = "xclip4j.backend.";
  static final String THREADS = OPTION + "threads";
  static final String DEVICE = OPTION + "device";
  static final String PRECISION = OPTION + "precision";
  static final String WEIGHTS = OPTION + "weights";

  /** For the parser. */
  public BackendHelp() {}

  @Override
  protected @Nullable Object handleGetObject(String key) {
    if (key.equals(BACKEND)) {
      return "auto (the fastest that runs here and has the options that are given; the default), or "
          + Backends.list().stream().map(Backends.Info::name).collect(Collectors.joining(", "))
          + ". xclip4j backends says which of them run here.";
    }
    return List.of(THREADS, DEVICE, PRECISION, WEIGHTS).contains(key)
        ? option(key.substring(OPTION.length())) : null;
  }

  /** What an option is, of each backend that has it; backends that say the same are named together. */
  private static String option(String name) {
    Map<String, StringJoiner> backends = new LinkedHashMap<>();
    for (Backends.Info backend : Backends.list()) {
      for (BackendOption<?> option : backend.options()) {
        if (option.name().equals(name)) {
          String described = (option.values() + ". " + option.description()).replace("%", "%%"); // a format string
          backends.computeIfAbsent(described, _ -> new StringJoiner(" and ", "Of ", ": ")).add(backend.name());
        }
      }
    }
    return backends.isEmpty() ? "No backend on the class path has this option."
        : backends.entrySet().stream().map(each -> each.getValue() + each.getKey()).collect(Collectors.joining(" "));
  }

  /** None: without them the parser asks for the keys that options name. */
  @Override
  public Enumeration<String> getKeys() {
    return Collections.enumeration(List.of(BACKEND, THREADS, DEVICE, PRECISION, WEIGHTS));
  }
}
