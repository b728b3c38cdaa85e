package io.github.xclip4j.cli.hub;

import io.github.xclip4j.internal.hub.RepositoryPath;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * A file of a repository.
 *
 * @param path within the repository
 * @param bytes its size
 * @param etag what the hub calls its content: the SHA-256 of a large file, the SHA-1 that git gives any other
 */
record HubFile(String path, long bytes, String etag) {
  HubFile {
    if (!RepositoryPath.isSafe(path) || !RepositoryPath.isSafeName(etag) || bytes < 0) {
      throw new IllegalArgumentException("no file of a repository: " + path + ", " + bytes + " bytes, " + etag);
    }
  }

  /** What the content must add up to, in hexadecimal digits: the etag; empty if that is no hash. */
  Optional<MessageDigest> digest() {
    try {
      if (etag.matches("[0-9a-f]{64}")) {
        return Optional.of(MessageDigest.getInstance("SHA-256"));
      }
      if (etag.matches("[0-9a-f]{40}")) {
        MessageDigest digest = MessageDigest.getInstance("SHA-1");
        // git hashes a file with its size in front.
        digest.update(("blob " + bytes + "\0").getBytes(StandardCharsets.US_ASCII));
        return Optional.of(digest);
      }
      return Optional.empty();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK lacks SHA-256 or SHA-1", e);
    }
  }

  /** The hash's name, for messages. */
  String hashName() {
    return etag.length() == 64 ? "SHA-256" : "git's SHA-1";
  }
}
