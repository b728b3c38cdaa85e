package io.github.xclip4j.internal.hub;

import java.io.File;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The folders of the hub's clients.
 *
 * @param cache the models: HF_HUB_CACHE, else HUGGINGFACE_HUB_CACHE, else {@code hub} in the hub's home
 * @param token the file with the user's token: HF_TOKEN_PATH, else {@code token} in the hub's home
 */
/*
 * The rules are those of huggingface_hub/constants.py. The hub's home is HF_HOME, else huggingface in XDG_CACHE_HOME,
 * else ~/.cache/huggingface. In the value of a variable, a leading ~ is replaced by the home directory, and then $NAME
 * and ${NAME} (on Windows also %NAME%) by the values of those variables; unknown ones stay as they are. An empty
 * variable counts as set, so that the folder is a relative one. ~user is not supported.
 */
public record HubFolders(Path cache, Path token) {
  private static final boolean WINDOWS = File.separatorChar == '\\';
  private static final Pattern VARIABLE =
      Pattern.compile("\\$(\\w+|\\{[^}]*})" + (WINDOWS ? "|%([^%]+)%" : ""));

  /**
   * The folders of a user.
   *
   * @param home the home directory if the environment names none
   */
  public static HubFolders of(Map<String, String> environment, Path home) {
    String user = environment.getOrDefault(WINDOWS ? "USERPROFILE" : "HOME", home.toString());
    String caches = environment.getOrDefault("XDG_CACHE_HOME", Path.of(user, ".cache").toString());
    Path hub =
        expanded(environment.getOrDefault("HF_HOME", Path.of(caches, "huggingface").toString()), user, environment);
    String legacy = environment.getOrDefault("HUGGINGFACE_HUB_CACHE", hub.resolve("hub").toString());
    return new HubFolders(
        expanded(environment.getOrDefault("HF_HUB_CACHE", legacy), user, environment),
        expanded(environment.getOrDefault("HF_TOKEN_PATH", hub.resolve("token").toString()), user, environment));
  }

  private static Path expanded(String folder, String user, Map<String, String> environment) {
    boolean ofUser = folder.equals("~") || folder.startsWith("~/") || WINDOWS && folder.startsWith("~\\");
    String path = ofUser ? user + folder.substring(1) : folder;
    return Path.of(VARIABLE.matcher(path).replaceAll(
        found -> Matcher.quoteReplacement(environment.getOrDefault(name(found), found.group()))));
  }

  private static String name(MatchResult found) {
    String name = Objects.requireNonNullElseGet(found.group(1), () -> found.group(2));
    return name.startsWith("{") ? name.substring(1, name.length() - 1) : name;
  }
}
