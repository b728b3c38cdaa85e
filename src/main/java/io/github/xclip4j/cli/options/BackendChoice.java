package io.github.xclip4j.cli.options;

import io.github.xclip4j.Backends;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.BackendOptions;
import io.github.xclip4j.backend.BackendUnavailableException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What computes: a backend's name, and its options as the backends on the class path declare them. */
@Command(resourceBundle = BackendHelp.NAME)
public final class BackendChoice {
  private static final String AUTO = "auto";

  /** The definition of the others, which nobody wants by accident. */
  private static final String SLOW = "scalar";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--backend", paramLabel = "NAME", descriptionKey = BackendHelp.BACKEND)
  private @Nullable String name;

  @Option(names = "--threads", paramLabel = "N", descriptionKey = BackendHelp.THREADS)
  private @Nullable String threads;

  @Option(names = "--device", paramLabel = "N", descriptionKey = BackendHelp.DEVICE)
  private @Nullable String device;

  @Option(names = "--precision", paramLabel = "P", descriptionKey = BackendHelp.PRECISION)
  private @Nullable String precision;

  @Option(names = "--weights", paramLabel = "W", descriptionKey = BackendHelp.WEIGHTS)
  private @Nullable String weights;

  @Option(names = "--backend-option", paramLabel = "OPTION=VALUE",
      description = "Any other option of the backend; xclip4j backends lists them.")
  private Map<String, String> others = new LinkedHashMap<>();

  /** Takes a backend of the command's own where the command line names neither one nor an option that one must have. */
  public void preferred(String backend) {
    if (name == null && options().names().isEmpty()) {
      name = backend;
    }
  }

  /** @throws ParameterException if an option is given, as nothing would heed it */
  public void refuse(String reason) {
    for (String option : List.of("--backend", "--threads", "--device", "--precision", "--weights",
        "--backend-option")) {
      if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
        throw new ParameterException(spec.commandLine(), option + " does nothing here: " + reason);
      }
    }
  }

  /** Whether the command line asks for a precision below that of floats, which is then to be expected of results. */
  public boolean isFast() {
    return "fast".equalsIgnoreCase(precision) || "fast".equalsIgnoreCase(others.get("precision"));
  }

  /** @throws BackendUnavailableException if a backend is named that cannot run here */
  public Backend open() {
    try {
      if (name != null && !name.equals(AUTO)) {
        return Backends.open(name, options());
      }
      Backend backend = Backends.best(options());
      if (backend.name().equals(SLOW) && !backend.passedOver().isEmpty()) {
        // Fastest first: the last one passed over is the next faster one.
        spec.commandLine().getErr().println("note: " + Errors.oneLine(backend.passedOver().getLast().reason())
            + "; the slow scalar one goes on");
      }
      return backend;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(),
          "--backend " + (name == null ? AUTO : name) + ": " + e.getMessage());
    } catch (BackendUnavailableException e) {
      if (name == null || name.equals(AUTO) || Backends.list().stream().anyMatch(each -> each.name().equals(name))) {
        throw e;
      }
      throw new ParameterException(spec.commandLine(), "--backend " + name + ": " + e.getMessage());
    }
  }

  private BackendOptions options() {
    Map<String, @Nullable String> given = new LinkedHashMap<>();
    given.put("threads", threads);
    given.put("device", device);
    given.put("precision", precision);
    given.put("weights", weights);
    BackendOptions options = BackendOptions.NONE;
    for (Map.Entry<String, String> each : others.entrySet()) {
      if (given.get(each.getKey()) != null) {
        throw new ParameterException(spec.commandLine(), "--" + each.getKey() + " and --backend-option " + each.getKey()
            + " are the same: give one of them");
      }
      options = options.with(each.getKey(), each.getValue());
    }
    for (Map.Entry<String, @Nullable String> each : given.entrySet()) {
      String value = each.getValue();
      if (value != null) {
        options = options.with(each.getKey(), value);
      }
    }
    return options;
  }
}
