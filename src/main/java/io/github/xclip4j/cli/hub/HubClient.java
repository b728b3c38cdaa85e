package io.github.xclip4j.cli.hub;

import io.github.xclip4j.internal.hub.ModelName;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Speaks the hub's protocol: what a model consists of, and the files. To be closed. One thread at a time.
 */
/*
 * huggingface_hub/file_download.py is the reference. Large files are on another host: the hub answers with a redirect
 * and with X-Linked-Etag and X-Linked-Size beside it. Redirects are followed here and not by the JDK, because the
 * user's token must not reach another host. Where the reference also sends it from a mirror on to huggingface.co, this
 * client does not.
 */
public final class HubClient implements AutoCloseable {
  private static final int MOST_REDIRECTS = 10;
  private static final int LARGEST_ANSWER_BYTES = 20_000_000;
  private static final String AGENT = "xclip4j; java/" + Runtime.version().feature();

  private final HubSettings settings;
  private final HttpClient http;

  /** A client; nothing is sent yet. */
  public HubClient(HubSettings settings) {
    this.settings = settings;
    http = HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(settings.patience())
        .proxy(settings.proxies())
        .build();
  }

  HubSettings settings() {
    return settings;
  }

  /** How far redirects are followed. */
  private enum Redirects { ALL, WITHIN_THE_HOST }

  /**
   * An answer that is no redirect, or is one that was not to be followed.
   *
   * @param address who gave it
   */
  record Answer(URI address, HttpResponse<BodyChunks> response) implements AutoCloseable {
    int status() {
      return response.statusCode();
    }

    BodyChunks body() {
      return response.body();
    }

    Optional<String> header(String name) {
      return response.headers().firstValue(name);
    }

    /** A header that is a number of bytes. */
    OptionalLong bytes(String name) {
      Optional<String> value = header(name).filter(text -> text.matches("[0-9]{1,18}"));
      return value.isPresent() ? OptionalLong.of(Long.parseLong(value.get())) : OptionalLong.empty();
    }

    @Override
    public void close() {
      response.body().close();
    }
  }

  /**
   * What a model consists of.
   *
   * @throws IOException a {@link HubException} if the hub does not say it
   */
  ModelInfo model(ModelName model) throws IOException {
    URI address = address("/api/models/" + model.id() + "/revision/" + quoted(model.revision()) + "?blobs=true");
    try (Answer answer = send("GET", address, Map.of(), Redirects.ALL)) {
      if (answer.status() != 200) {
        throw Refusals.of(answer, model, Optional.empty(), settings);
      }
      return ModelInfo.read(read(answer));
    }
  }

  private byte[] read(Answer answer) throws IOException {
    try {
      return answer.body().all(LARGEST_ANSWER_BYTES);
    } catch (HubException | InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      throw Refusals.cut(answer.address(), e);
    }
  }

  /** Size and hash of a file for which {@link #model} has not told them. */
  HubFile file(ModelName model, String commit, String path) throws IOException {
    try (Answer answer = send("HEAD", address(model, commit, path), Map.of(), Redirects.WITHIN_THE_HOST)) {
      boolean linked = answer.status() / 100 == 3;
      if (answer.status() != 200 && !linked) {
        throw Refusals.of(answer, model, Optional.of(path), settings);
      }
      Optional<String> etag =
          answer.header("X-Linked-Etag").or(() -> linked ? Optional.empty() : answer.header("ETag"));
      OptionalLong size = answer.bytes("X-Linked-Size");
      OptionalLong bytes = size.isPresent() || linked ? size : answer.bytes("Content-Length");
      try {
        return new HubFile(path, bytes.orElse(-1), etag.map(HubClient::normalized).orElse(""));
      } catch (IllegalArgumentException e) {
        throw new HubException(answer.address().getHost() + " does not say size and hash of " + path
            + ": is HF_ENDPOINT a hub?", e);
      }
    }
  }

  /** {@code W/"abc"} and {@code "abc"} as {@code abc}. */
  static String normalized(String etag) {
    String strong = etag.startsWith("W/") ? etag.substring(2) : etag;
    return strong.replaceAll("^\"+|\"+$", "");
  }

  /**
   * A file from a position on: status 206, or 200 with the whole file if the server knows no parts, or 416 if it has
   * not that much.
   */
  Answer open(ModelName model, String commit, HubFile file, long from) throws IOException {
    Map<String, String> range = from == 0 ? Map.of() : Map.of("Range", "bytes=" + from + "-");
    Answer answer = send("GET", address(model, commit, file.path()), range, Redirects.ALL);
    boolean usable = answer.status() == 200 || from > 0 && (answer.status() == 206 || answer.status() == 416);
    if (!usable) {
      try (answer) {
        throw Refusals.of(answer, model, Optional.of(file.path()), settings);
      }
    }
    return answer;
  }

  private URI address(ModelName model, String commit, String path) {
    return address("/" + model.id() + "/resolve/" + quoted(commit) + "/" + quoted(path).replace("%2F", "/"));
  }

  private URI address(String rest) {
    return URI.create(settings.endpoint() + rest);
  }

  private static String quoted(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private Answer send(String method, URI address, Map<String, String> headers, Redirects redirects) throws IOException {
    URI at = address;
    for (int redirect = 0; redirect <= MOST_REDIRECTS; redirect++) {
      HttpRequest.Builder request = HttpRequest.newBuilder(at)
          .method(method, HttpRequest.BodyPublishers.noBody())
          .timeout(settings.patience())
          .header("User-Agent", AGENT)
          .header("Accept-Encoding", "identity"); // sizes and ranges are those of the file itself
      headers.forEach(request::header);
      settings.authorize(request, at);
      settings.proxies().authorization(at).ifPresent(value -> request.header("Proxy-Authorization", value));
      Answer answer = new Answer(at, send(request.build()));
      Optional<String> location = answer.header("Location").filter(_ -> isRedirect(answer.status()));
      if (location.isEmpty()) {
        return answer;
      }
      URI next = redirected(at, location.get());
      if (redirects == Redirects.WITHIN_THE_HOST && !HubSettings.isSameOrigin(at, next)) {
        return answer;
      }
      answer.close();
      at = next;
    }
    throw new HubException(address.getHost() + " redirects more than " + MOST_REDIRECTS
        + " times: try again later, or check HF_ENDPOINT");
  }

  private static boolean isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  }

  private static URI redirected(URI from, String location) throws HubException {
    try {
      URI to = from.resolve(location);
      boolean http = "https".equalsIgnoreCase(to.getScheme()) || "http".equalsIgnoreCase(to.getScheme());
      boolean downgrade = "https".equalsIgnoreCase(from.getScheme()) && !"https".equalsIgnoreCase(to.getScheme());
      if (http && !downgrade && to.getHost() != null && to.getRawUserInfo() == null) {
        return to;
      }
    } catch (IllegalArgumentException _) {
      // no address at all
    }
    throw new HubException(
        from.getHost() + " redirects to what is not a safe address: check HF_ENDPOINT and the proxy");
  }

  private HttpResponse<BodyChunks> send(HttpRequest request) throws IOException {
    try {
      return http.send(request, _ -> new BodyChunks(settings.patience()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while talking to the hub");
    } catch (IOException e) {
      throw Refusals.failed(request.uri(), e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
