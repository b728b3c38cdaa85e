package io.github.xclip4j;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Backend.PassedOver;
import io.github.xclip4j.backend.BackendOption;
import io.github.xclip4j.backend.BackendOptions;
import io.github.xclip4j.backend.BackendProvider;
import io.github.xclip4j.backend.BackendUnavailableException;
import io.github.xclip4j.internal.backend.CheckedBackend;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/**
 * Opens backends: {@code scalar}, {@code simd} and {@code matrix}, {@code cuda} if the jar of that classifier is on the
 * class path, and those that other jars {@linkplain BackendProvider provide}.
 */
public final class Backends {
  private Backends() {}

  /**
   * A backend that is on the class path.
   *
   * @param name by which it is {@linkplain #open(String) opened}
   * @param options what can be chosen when it is opened
   * @param unavailable why it cannot run here, a sentence with the remedy; empty if it can, as far as can be told
   */
  public record Info(String name, List<BackendOption<?>> options, Optional<String> unavailable) {
    public Info {
      options = List.copyOf(options);
    }
  }

  /** All backends that are on the class path, fastest first. */
  public static List<Info> list() {
    return providers(new ArrayList<>()).stream()
        .map(each -> new Info(each.name(), each.options(), each.unavailable()))
        .toList();
  }

  /** The fastest backend that runs here; {@link Backend#passedOver()} says why faster ones do not. */
  public static Backend best() {
    return best(BackendOptions.NONE);
  }

  /**
   * The fastest backend that runs here and knows all of the given options.
   *
   * @throws BackendUnavailableException if there is none; the message gives the reason for each
   * @throws IllegalArgumentException if no backend that has the options allows their values
   */
  public static Backend best(BackendOptions options) {
    List<PassedOver> passedOver = new ArrayList<>();
    List<IllegalArgumentException> refusals = new ArrayList<>();
    boolean valuesAreTaken = false;
    for (BackendProvider provider : providers(passedOver)) {
      Optional<String> lacking = options.unknownTo(provider);
      try {
        if (lacking.isEmpty()) {
          return new CheckedBackend(provider.name(), provider.open(options), passedOver);
        }
        passedOver.add(new PassedOver(provider.name(), lacking.get()));
      } catch (BackendUnavailableException e) {
        valuesAreTaken = true;
        passedOver.add(new PassedOver(provider.name(), e.getMessage()));
      } catch (IllegalArgumentException e) {
        refusals.add(e);
        passedOver.add(new PassedOver(provider.name(), e.getMessage()));
      }
    }
    if (!valuesAreTaken && !refusals.isEmpty()) {
      throw refusals.getFirst();
    }
    throw new BackendUnavailableException("no backend fits " + options + ": "
        + passedOver.stream().map(PassedOver::reason).collect(Collectors.joining("; ")));
  }

  /**
   * Opens a backend with its default options: on all cores of the CPU, or on the first device.
   *
   * @throws BackendUnavailableException if it is not there or cannot run here; the message is a sentence with the
   *     remedy
   */
  public static Backend open(String name) {
    return open(name, BackendOptions.NONE);
  }

  /**
   * Opens a backend.
   *
   * @throws BackendUnavailableException if it is not there or cannot run here; the message is a sentence with the
   *     remedy
   * @throws IllegalArgumentException if it has no such option, or the option does not take the value
   */
  public static Backend open(String name, BackendOptions options) {
    List<PassedOver> broken = new ArrayList<>();
    List<BackendProvider> providers = providers(broken);
    BackendProvider provider = providers.stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new BackendUnavailableException("there is no backend \"" + name + "\", only "
            + providers.stream().map(BackendProvider::name).collect(Collectors.joining(", "))
            + ": is the jar that has it on the class path?"
            + broken.stream().map(each -> " " + each.reason()).collect(Collectors.joining())));
    options.unknownTo(provider).ifPresent(reason -> {
      throw new IllegalArgumentException(reason);
    });
    return new CheckedBackend(name, provider.open(options), List.of());
  }

  /**
   * The providers on the class path, the highest rank first.
   *
   * @param broken gets those that cannot be loaded
   */
  private static List<BackendProvider> providers(List<PassedOver> broken) {
    List<BackendProvider> found = new ArrayList<>();
    ServiceLoader.load(BackendProvider.class, BackendProvider.class.getClassLoader()).stream().forEach(each -> {
      try {
        found.add(each.get());
      } catch (ServiceConfigurationError e) {
        broken
            .add(new PassedOver(each.type().getName(), each.type().getName() + " cannot be loaded: " + e.getMessage()));
      }
    });
    found.sort(Comparator.comparingInt(BackendProvider::rank).reversed());
    for (int i = 1; i < found.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (found.get(i).name().equals(found.get(j).name())) {
          throw new IllegalStateException("two backends are called \"" + found.get(i).name() + "\", "
              + found.get(j).getClass().getName() + " and " + found.get(i).getClass().getName()
              + ": take one of their jars off the class path");
        }
      }
    }
    return found;
  }
}
