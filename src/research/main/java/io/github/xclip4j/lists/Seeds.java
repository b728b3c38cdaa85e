package io.github.xclip4j.lists;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Seeds that depend on what they are for and on nothing else: the same on every machine, in every order. With
 * {@link java.util.Random}, whose algorithm its documentation fixes, draws are so, too.
 */
public final class Seeds {
  private Seeds() {}

  /**
   * The first eight bytes of the SHA-256 of the parts, each followed by a zero byte.
   *
   * @param parts what the draw is for: a video's path, a class, a number
   */
  public static long of(long seed, Object... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((seed + "\0").getBytes(StandardCharsets.UTF_8));
      for (Object part : parts) {
        digest.update((part + "\0").getBytes(StandardCharsets.UTF_8));
      }
      return ByteBuffer.wrap(digest.digest()).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
