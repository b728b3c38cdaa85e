package io.github.xclip4j.cli.hub;

import io.github.xclip4j.internal.hub.HubFolders;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the hub is reached, as the environment of its clients says it: HF_ENDPOINT, HF_TOKEN (or the file of
 * HF_TOKEN_PATH), HF_HUB_OFFLINE, HF_HUB_DOWNLOAD_TIMEOUT, https_proxy, no_proxy and the JDK's properties for proxies.
 */
public final class HubSettings {
  private static final URI HUB = URI.create("https://huggingface.co");
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Set<String> TRUE = Set.of("1", "ON", "YES", "TRUE");

  private final URI endpoint;
  private final Optional<Token> token;
  private final boolean offline;
  private final Duration patience;
  private final EnvironmentProxies proxies;

  private HubSettings(URI endpoint, Map<String, String> environment, Optional<Token> token, Duration patience) {
    this.endpoint = endpoint;
    this.token = token;
    this.patience = patience;
    offline = isTrue(value(environment, "HF_HUB_OFFLINE", value(environment, "TRANSFORMERS_OFFLINE", "")));
    proxies = new EnvironmentProxies(Map.copyOf(environment));
  }

  /**
   * What an environment says.
   *
   * @param home the home directory where the environment names none
   * @throws IOException if the token cannot be read
   * @throws IllegalArgumentException if a variable has a value that cannot be used
   */
  public static HubSettings of(Map<String, String> environment, Path home) throws IOException {
    return new HubSettings(endpoint(value(environment, "HF_ENDPOINT", HUB.toString())), environment,
        Token.of(environment, HubFolders.of(environment, home).token()),
        patience(value(environment, "HF_HUB_DOWNLOAD_TIMEOUT", "")));
  }

  private static String value(Map<String, String> environment, String name, String otherwise) {
    String value = environment.getOrDefault(name, "").strip();
    return value.isEmpty() ? otherwise : value;
  }

  static boolean isTrue(String value) {
    return TRUE.contains(value.toUpperCase(Locale.ROOT));
  }

  private static Duration patience(String seconds) {
    if (seconds.isEmpty()) {
      return PATIENCE;
    }
    if (!seconds.matches("[1-9][0-9]{0,5}")) {
      throw new IllegalArgumentException("HF_HUB_DOWNLOAD_TIMEOUT is " + seconds + ": it must be a number of seconds");
    }
    return Duration.ofSeconds(Integer.parseInt(seconds));
  }

  private static URI endpoint(String text) {
    String address = text.replaceAll("/+$", "");
    try {
      URI uri = URI.create(address);
      if (uri.getHost() != null && uri.getRawUserInfo() == null && uri.getRawQuery() == null
          && uri.getRawFragment() == null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
        return uri;
      }
    } catch (IllegalArgumentException _) {
      // said below, without what may be a password
    }
    throw new IllegalArgumentException(
        "HF_ENDPOINT is not the address of a hub: it must be like " + HUB + ", without a user's name in it");
  }

  /** The hub's address, without a slash at the end. */
  public URI endpoint() {
    return endpoint;
  }

  /** Whether the network must not be used. */
  public boolean isOffline() {
    return offline;
  }

  /** Whether there is a token. */
  boolean hasToken() {
    return token.isPresent();
  }

  /** Whether the token may go to an address: only to the hub's own, and over a plain connection within this machine. */
  boolean trusts(URI address) {
    return isSameOrigin(address, endpoint) && ("https".equals(address.getScheme()) || isLoopback(address.getHost()));
  }

  /** Puts the token into a request to an address that may have it. */
  void authorize(HttpRequest.Builder request, URI address) {
    if (trusts(address)) {
      token.ifPresent(known -> known.addTo(request));
    }
  }

  static boolean isSameOrigin(URI one, URI other) {
    return one.getScheme().equalsIgnoreCase(other.getScheme()) && one.getHost().equalsIgnoreCase(other.getHost())
        && port(one) == port(other);
  }

  private static int port(URI address) {
    return address.getPort() >= 0 ? address.getPort() : "https".equalsIgnoreCase(address.getScheme()) ? 443 : 80;
  }

  /** By its name only: nothing is looked up. */
  static boolean isLoopback(String host) {
    return host.equalsIgnoreCase("localhost") || host.equals("[::1]")
        || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
  }

  Duration patience() {
    return patience;
  }

  EnvironmentProxies proxies() {
    return proxies;
  }

  @Override
  public String toString() {
    return "the hub at " + endpoint + (token.isPresent() ? ", with a token" : "") + (offline ? ", offline" : "");
  }
}
