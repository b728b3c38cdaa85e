package io.github.xclip4j.cli.options;

import io.github.xclip4j.Backends;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.BackendOptions;
import io.github.xclip4j.backend.BackendUnavailableException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What computes: a backend's name, and its options. */
public final class BackendChoice {
  private static final String AUTO = "auto";

  /** The definition of the others, which nobody wants by accident. */
  private static final String SLOW = "scalar";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--backend", paramLabel = "NAME",
      description = "auto (the fastest that runs here and has the options that are given), or one that xclip4j backends "
          + "lists: scalar, simd, matrix, cuda (default: auto; of demo: scalar).")
  private @Nullable String name;

  @Option(names = "--threads", paramLabel = "N",
      description = "Threads of simd and matrix (default: one per core). Results do not depend on it.")
  private @Nullable String threads;

  @Option(names = "--device", paramLabel = "N", description = "The GPU's index (default: 0).")
  private @Nullable String device;

  @Option(names = "--precision", paramLabel = "P",
      description = "Of matrix and cuda: exact (as float) or fast (bf16) (default: exact).")
  private @Nullable String precision;

  @Option(names = "--weights", paramLabel = "W",
      description = "Of simd: float (widened while loading, fastest) or stored (half-precision and 8-bit weights stay as "
          + "narrow as their file has them: half or a quarter of the memory, the same results) (default: float).")
  private @Nullable String weights;

  @Option(names = "--backend-option", paramLabel = "OPTION=VALUE",
      description = "Any other option of the backend; xclip4j backends lists them.")
  private Map<String, String> others = new LinkedHashMap<>();

  /** Takes a backend of the command's own where the command line names none. */
  public void preferred(String backend) {
    if (name == null) {
      name = backend;
    }
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
    Map<String, @Nullable String> given = new LinkedHashMap<>(others);
    given.put("threads", threads);
    given.put("device", device);
    given.put("precision", precision);
    given.put("weights", weights);
    BackendOptions options = BackendOptions.NONE;
    for (Map.Entry<String, @Nullable String> each : given.entrySet()) {
      if (each.getValue() != null) {
        options = options.with(each.getKey(), each.getValue());
      }
    }
    return options;
  }
}
