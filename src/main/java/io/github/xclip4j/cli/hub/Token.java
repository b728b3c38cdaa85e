package io.github.xclip4j.cli.hub;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The user's key to the hub; it is in no message and no text. */
final class Token {
  private static final int LARGEST_FILE_BYTES = 100_000;

  private final String value;

  private Token(String value) {
    this.value = value;
  }

  /**
   * The token that the hub's clients would use: HF_TOKEN, else HUGGING_FACE_HUB_TOKEN, else the one in the file that
   * signing in has left; none if HF_HUB_DISABLE_IMPLICIT_TOKEN is set.
   *
   * @throws IOException if the file cannot be read or the token cannot be one
   */
  static Optional<Token> of(Map<String, String> environment, Path file) throws IOException {
    if (HubSettings.isTrue(environment.getOrDefault("HF_HUB_DISABLE_IMPLICIT_TOKEN", ""))) {
      return Optional.empty();
    }
    String name = environment.getOrDefault("HF_TOKEN", "").isEmpty() ? "HUGGING_FACE_HUB_TOKEN" : "HF_TOKEN";
    Optional<Token> named = clean(environment.getOrDefault(name, ""), name);
    if (named.isPresent() || !Files.isRegularFile(file)) {
      return named;
    }
    if (!Files.isReadable(file)) {
      throw new AccessDeniedException(file.toString());
    }
    return Files.size(file) > LARGEST_FILE_BYTES ? refuse(file.toString())
        : clean(Files.readString(file), file.toString());
  }

  private static Optional<Token> clean(String text, String source) throws IOException {
    String value = text.replace("\r", "").replace("\n", "").strip();
    if (value.isEmpty()) {
      return Optional.empty();
    }
    return value.matches("[!-~]+") ? Optional.of(new Token(value)) : refuse(source);
  }

  private static Optional<Token> refuse(String source) throws IOException {
    throw new IOException(source + " does not hold a token of the hub: those are letters, digits and '_' only");
  }

  void addTo(HttpRequest.Builder request) {
    request.header("Authorization", "Bearer " + value);
  }

  @Override
  public String toString() {
    return "(a token)";
  }
}
