package io.github.xclip4j.cli.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** A hub with one model on this machine, and the second host that it keeps large files on. */
final class LoopbackHub implements AutoCloseable {
  static final String MODEL = "microsoft/xclip-base-patch32";
  static final String COMMIT = "a2e27a78a2b5d802e894b8a1ef14f3a8b1bd0a5a";

  private static final int LARGE_BYTES = 1000;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer hub;
  private final HttpServer storage;
  private final Map<String, byte[]> files = new TreeMap<>();
  private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
  private final Queue<Fault> hubFaults = new ConcurrentLinkedQueue<>();
  private final Queue<Fault> contentFaults = new ConcurrentLinkedQueue<>();
  private Optional<String> info = Optional.empty();

  /** What somebody asked. */
  record Request(String host, String method, String path, String authorization, String range) {}

  /** Answers in another way than it should. */
  interface Fault {
    void answer(HttpExchange exchange, byte[] content) throws IOException;
  }

  LoopbackHub() throws IOException {
    hub = server();
    storage = server();
    hub.createContext("/api/models/", exchange -> handle("hub", exchange, this::info));
    hub.createContext("/", exchange -> handle("hub", exchange, this::resolve));
    storage.createContext("/", exchange -> handle("storage", exchange, this::stored));
    hub.start();
    storage.start();
  }

  private HttpServer server() throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    return server;
  }

  String endpoint() {
    return "http://127.0.0.1:" + hub.getAddress().getPort();
  }

  String storage() {
    return "http://localhost:" + storage.getAddress().getPort();
  }

  /** Files as a checkpoint has them. */
  LoopbackHub withCheckpoint() {
    return with("config.json", "{\"model_type\": \"xclip\"}").with("preprocessor_config.json", "{}")
        .with("vocab.json", "{\"a\": 0}").with("merges.txt", "#version: 0.2\n").with("README.md", "# X-CLIP")
        .with("model.safetensors", content(300_000, 1)).with("pytorch_model.bin", content(200_000, 2));
  }

  /** Bytes without a pattern. */
  static byte[] content(int bytes, long seed) {
    byte[] content = new byte[bytes];
    new Random(seed).nextBytes(content);
    return content;
  }

  LoopbackHub with(String path, String content) {
    return with(path, content.getBytes(StandardCharsets.UTF_8));
  }

  LoopbackHub with(String path, byte[] content) {
    files.put(path, content);
    return this;
  }

  LoopbackHub without(String path) {
    files.remove(path);
    return this;
  }

  /** What the next answers on this file's content are. */
  LoopbackHub contentFault(Fault... faults) {
    contentFaults.addAll(List.of(faults));
    return this;
  }

  /** What the next answers of the hub itself are. */
  LoopbackHub hubFault(Fault... faults) {
    hubFaults.addAll(List.of(faults));
    return this;
  }

  /** What the hub says of the model, instead of the truth. */
  LoopbackHub withInfo(String json) {
    info = Optional.of(json);
    return this;
  }

  List<Request> requests() {
    return List.copyOf(requests);
  }

  /** Paths of files that somebody got. */
  List<String> fetched() {
    return requests().stream().filter(request -> request.method().equals("GET") && !request.path().startsWith("/api"))
        .map(request -> request.path().substring(request.path().lastIndexOf('/') + 1)).distinct().toList();
  }

  void forget() {
    requests.clear();
  }

  String etag(String path) {
    return isLarge(path) ? sha256(files.get(path)) : gitSha1(files.get(path));
  }

  private boolean isLarge(String path) {
    return files.get(path).length >= LARGE_BYTES;
  }

  static String sha256(byte[] content) {
    return digest("SHA-256", content);
  }

  static String gitSha1(byte[] content) {
    byte[] header = ("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII);
    byte[] all = Arrays.copyOf(header, header.length + content.length);
    System.arraycopy(content, 0, all, header.length, content.length);
    return digest("SHA-1", all);
  }

  private static String digest(String name, byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(name).digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** The hub's answer about the model. */
  String info() {
    return info.orElseGet(() -> "{\"id\": \"" + MODEL + "\", \"sha\": \"" + COMMIT + "\", \"siblings\": ["
        + files.keySet().stream().map(this::sibling).collect(Collectors.joining(", ")) + "]}");
  }

  private String sibling(String path) {
    byte[] content = files.get(path);
    return "{\"rfilename\": \"" + path + "\", \"blobId\": \"" + gitSha1(content) + "\", \"size\": " + content.length
        + (isLarge(path) ? ", \"lfs\": {\"sha256\": \"" + sha256(content) + "\", \"size\": " + content.length
            + ", \"pointerSize\": 134}" : "")
        + "}";
  }

  private interface Handler {
    void handle(HttpExchange exchange) throws IOException;
  }

  private void handle(String host, HttpExchange exchange, Handler handler) throws IOException {
    requests.add(new Request(host, exchange.getRequestMethod(), exchange.getRequestURI().getRawPath(),
        String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
        String.valueOf(exchange.getRequestHeaders().getFirst("Range"))));
    try (exchange) {
      Fault fault = host.equals("hub") ? hubFaults.poll() : null;
      if (fault != null) {
        fault.answer(exchange, new byte[0]);
      } else {
        handler.handle(exchange);
      }
    }
  }

  private void info(HttpExchange exchange) throws IOException {
    respond(exchange, 200, info().getBytes(StandardCharsets.UTF_8));
  }

  private void resolve(HttpExchange exchange) throws IOException {
    String start = "/" + MODEL + "/resolve/" + COMMIT + "/";
    String path = exchange.getRequestURI().getPath().replace("/relative", "").replace("/main/", "/" + COMMIT + "/");
    String name = path.startsWith(start) ? path.substring(start.length()) : "";
    if (!files.containsKey(name)) {
      refuse(404, "X-Error-Code", "EntryNotFound").answer(exchange, new byte[0]);
      return;
    }
    exchange.getResponseHeaders().set("X-Repo-Commit", COMMIT);
    if (isLarge(name)) {
      exchange.getResponseHeaders().set("X-Linked-Etag", "\"" + etag(name) + "\"");
      exchange.getResponseHeaders().set("X-Linked-Size", String.valueOf(files.get(name).length));
      exchange.getResponseHeaders().set("Location", storage() + "/signed/" + name);
      respond(exchange, 302, new byte[0]);
    } else if (!exchange.getRequestURI().getPath().startsWith("/relative")) {
      // Small files, too, are redirected by the hub, within itself.
      exchange.getResponseHeaders().set("Location", "/relative" + exchange.getRequestURI().getRawPath());
      respond(exchange, 307, new byte[0]);
    } else {
      exchange.getResponseHeaders().set("ETag", "W/\"" + etag(name) + "\"");
      content(exchange, files.get(name));
    }
  }

  private void stored(HttpExchange exchange) throws IOException {
    content(exchange, files.get(exchange.getRequestURI().getPath().substring("/signed/".length())));
  }

  private void content(HttpExchange exchange, byte[] content) throws IOException {
    Fault fault = exchange.getRequestMethod().equals("GET") ? contentFaults.poll() : null;
    if (fault != null) {
      fault.answer(exchange, content);
      return;
    }
    String range = exchange.getRequestHeaders().getFirst("Range");
    if (range == null) {
      respond(exchange, 200, content);
      return;
    }
    int from = Integer.parseInt(range.replaceAll("bytes=|-", ""));
    exchange.getResponseHeaders().set("Content-Range",
        "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
    respond(exchange, 206, Arrays.copyOfRange(content, from, content.length));
  }

  static void respond(HttpExchange exchange, int status, byte[] content) throws IOException {
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", String.valueOf(content.length));
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, content.length == 0 ? -1 : content.length);
    exchange.getResponseBody().write(content);
  }

  /** An error, with a header. */
  static Fault refuse(int status, String header, String value) {
    return (exchange, _) -> {
      exchange.getResponseHeaders().set(header, value);
      respond(exchange, status, new byte[0]);
    };
  }

  /** A connection that ends after some bytes of the content, from where it was asked for. */
  static Fault cutAfter(int bytes) {
    return (exchange, content) -> {
      String range = exchange.getRequestHeaders().getFirst("Range");
      int from = range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=|-", ""));
      if (from > 0) {
        exchange.getResponseHeaders().set("Content-Range",
            "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
      }
      exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
      OutputStream body = exchange.getResponseBody();
      body.write(content, from, bytes);
      body.flush();
    };
  }

  /** The whole content, whatever part was asked for. */
  static Fault ignoreRange() {
    return (exchange, content) -> respond(exchange, 200, content);
  }

  /** Another content than the hub's, of that many bytes. */
  static Fault other(int bytes) {
    return (exchange, _) -> respond(exchange, 200, content(bytes, 99));
  }

  @Override
  public void close() {
    hub.stop(0);
    storage.stop(0);
    threads.close();
  }
}
