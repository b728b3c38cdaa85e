package io.github.xclip4j.cli.hub;

import io.github.xclip4j.cli.options.Progress;
import io.github.xclip4j.internal.hub.HubCache;
import io.github.xclip4j.internal.hub.HubFolders;
import io.github.xclip4j.internal.hub.ModelName;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Fetches a checkpoint from the hub. */
@Command(
    name = "download",
    mixinStandardHelpOptions = true,
    header = "Fetches a model from the Hugging Face hub.",
    description = {
        "Fetches what a checkpoint needs (config.json, tokenizer, weights) into the cache that all clients of the hub "
            + "share, Python's transformers among them, so that the model's name is enough for --model.",
        "A download that was interrupted goes on where it stopped, nothing is fetched twice, and sizes and hashes are "
            + "checked."
    },
    footer = {
        "",
        "Example:",
        "  xclip4j download microsoft/xclip-base-patch32",
        "  xclip4j info --model microsoft/xclip-base-patch32",
        "",
        "Environment, as the hub's other clients know it:",
        "  HF_TOKEN, HF_TOKEN_PATH   a token, or its file, for private and gated models",
        "  HF_HUB_CACHE, HF_HOME     the cache, or the folder that it is in",
        "  HF_ENDPOINT               a mirror of https://huggingface.co",
        "  HF_HUB_OFFLINE=1          do not use the network",
        "  HF_HUB_DOWNLOAD_TIMEOUT   seconds to wait for a silent server (10)",
        "  https_proxy, no_proxy     a proxy, and the hosts to reach without it"
    })
public final class DownloadCommand implements Callable<Integer> {
  private final Map<String, String> environment;

  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "NAME",
      description = "The model as the hub calls it, microsoft/xclip-base-patch32 for instance.")
  private String name;

  @Option(names = "--revision", paramLabel = "R", description = "A branch, a tag or a commit (default: main).")
  private @Nullable String revision;

  @Option(names = "--cache", paramLabel = "DIR", description = "Another cache than the one of the environment.")
  private @Nullable Path cache;

  @Option(names = "--local-dir", paramLabel = "DIR", description = "A folder for plain files, instead of a cache.")
  private @Nullable Path localFolder;

  @Option(names = {"-q", "--quiet"}, description = "Print the checkpoint's folder only.")
  private boolean quiet;

  /** For picocli. */
  public DownloadCommand() {
    this(System.getenv());
  }

  DownloadCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException {
    ModelName model = model();
    if (cache != null && localFolder != null) {
      throw new ParameterException(spec.commandLine(), "give --cache or --local-dir: both cannot be the place");
    }
    Path home = Path.of(System.getProperty("user.home", ""));
    HubSettings settings = HubSettings.of(environment, home);
    long begin = System.nanoTime();
    HubDownload.Result result;
    try (HubClient client = new HubClient(settings); Progress progress = Progress.ofBytes(model.id())) {
      HubDownload download = new HubDownload(client, new Narrator(progress));
      Path folder = localFolder;
      result = folder != null ? download.toFolder(model, folder)
          : download.toCache(model, HubCache.at(cache != null ? cache : HubFolders.of(environment, home).cache()));
    }
    report(model, result, (System.nanoTime() - begin) / 1e9);
    return 0;
  }

  private ModelName model() {
    String given = revision;
    try {
      return given == null ? ModelName.parse(name).orElseGet(() -> ModelName.of(name)) : new ModelName(name, given);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  private void report(ModelName model, HubDownload.Result result, double seconds) {
    PrintWriter out = spec.commandLine().getOut();
    Path folder = result.folder().toAbsolutePath().normalize();
    if (quiet) {
      out.println(folder);
      return;
    }
    out.println(summary(model, result, seconds));
    out.println("  " + folder);
    out.println("To use it:");
    String named = cache == null && localFolder == null ? model.toString() : quoted(folder.toString());
    out.println("  xclip4j classify clip.mp4 --model " + named + " --labels \"eating spaghetti,playing sports\"");
  }

  private static String summary(ModelName model, HubDownload.Result result, double seconds) {
    if (result.commit().isEmpty()) {
      return model + " is in the cache; whether the hub has a newer one was not asked, as HF_HUB_OFFLINE is set:";
    }
    String commit = ", commit " + result.commit().get().substring(0, 7) + ": ";
    if (result.fetchedFiles() == 0) {
      return model + commit + "all " + result.files() + " files (" + HubDownload.megabytes(result.bytes())
          + ") are there already, nothing was fetched:";
    }
    return String.format(Locale.ROOT, "%s%s%d of %d files fetched (%s in %.1f s)%s:", model, commit,
        result.fetchedFiles(), result.files(), HubDownload.megabytes(result.fetchedBytes()), seconds,
        result.fetchedFiles() == result.files() ? "" : ", the others were there");
  }

  private static String quoted(String path) {
    return path.matches("[\\w./\\\\:@+-]+") ? path : "\"" + path + "\"";
  }

  /** Shows a bar on a terminal, and prints notes. */
  private final class Narrator implements DownloadListener {
    private final Progress progress;

    Narrator(Progress progress) {
      this.progress = progress;
    }

    @Override
    public void total(long bytes) {
      progress.total(quiet ? 0 : bytes);
    }

    @Override
    public void arrived(long bytes) {
      progress.reach(bytes);
    }

    @Override
    public void note(String sentence) {
      progress.makeRoom();
      spec.commandLine().getErr().println("note: " + sentence);
    }
  }
}
