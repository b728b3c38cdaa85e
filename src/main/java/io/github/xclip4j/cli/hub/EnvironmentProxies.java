package io.github.xclip4j.cli.hub;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Proxies as the JDK's properties name them ({@code https.proxyHost} and the others); where those name none, as the
 * environment does: {@code https_proxy}, {@code http_proxy} and {@code all_proxy}, less the hosts of {@code no_proxy};
 * each also in capitals.
 */
final class EnvironmentProxies extends ProxySelector {
  private final Map<String, String> environment;

  EnvironmentProxies(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public List<Proxy> select(URI uri) {
    return isNamedByProperties(uri) ? ProxySelector.getDefault().select(uri)
        : List.of(url(uri).map(EnvironmentProxies::proxy).orElse(Proxy.NO_PROXY));
  }

  private static boolean isNamedByProperties(URI uri) {
    ProxySelector properties = ProxySelector.getDefault();
    return properties != null && properties.select(uri).stream().anyMatch(proxy -> proxy.type() != Proxy.Type.DIRECT);
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    // The request fails and says so.
  }

  /**
   * What a proxy for an address is to be told: the name and password in the environment's address of it.
   */
  /*
   * Not an Authenticator: the JDK's client, given one, also takes over the hub's own status 401, and fails where that
   * has no WWW-Authenticate beside it.
   */
  Optional<String> authorization(URI target) {
    if (isNamedByProperties(target)) {
      return Optional.empty();
    }
    return url(target).map(URI::getRawUserInfo).map(user -> "Basic "
        + Base64.getEncoder().encodeToString(decoded(user).getBytes(StandardCharsets.UTF_8)));
  }

  private static String decoded(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static Proxy proxy(URI url) {
    int port = url.getPort() >= 0 ? url.getPort() : url.getScheme().equals("https") ? 443 : 80;
    return new Proxy(Proxy.Type.HTTP, new InetSocketAddress(url.getHost(), port));
  }

  /**
   * The proxy for an address.
   *
   * @throws IllegalArgumentException if the environment names one that cannot be used
   */
  Optional<URI> url(URI target) {
    String scheme = String.valueOf(target.getScheme()).toLowerCase(Locale.ROOT);
    String url = variable(scheme + "_proxy").or(() -> variable("all_proxy")).orElse("");
    if (url.isEmpty() || isExcepted(target)) {
      return Optional.empty();
    }
    try {
      URI proxy = URI.create(url.contains("://") ? url : "http://" + url);
      if (proxy.getHost() != null && (proxy.getScheme().equals("http") || proxy.getScheme().equals("https"))) {
        return Optional.of(proxy);
      }
    } catch (IllegalArgumentException _) {
      // said below, without what may be a password
    }
    throw new IllegalArgumentException("the environment's " + scheme
        + "_proxy (or all_proxy) is not the address of an HTTP proxy: it must be like http://proxy:3128");
  }

  private boolean isExcepted(URI target) {
    String host = String.valueOf(target.getHost()).toLowerCase(Locale.ROOT);
    return Arrays.stream(variable("no_proxy").orElse("").split(","))
        .map(entry -> entry.strip().toLowerCase(Locale.ROOT))
        .filter(entry -> !entry.isEmpty())
        .anyMatch(entry -> entry.equals("*") || entry.equals(host + ":" + target.getPort())
            || host.equals(withoutDot(entry)) || host.endsWith("." + withoutDot(entry)));
  }

  private static String withoutDot(String entry) {
    return entry.startsWith(".") ? entry.substring(1) : entry;
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name))
        .or(() -> Optional.ofNullable(environment.get(name.toUpperCase(Locale.ROOT))))
        .filter(value -> !value.isBlank())
        .map(String::strip);
  }
}
