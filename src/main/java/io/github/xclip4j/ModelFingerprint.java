package io.github.xclip4j;

/**
 * Identifies a model by its config and weights, regardless of file names. Two fingerprints are equal if their digests
 * are.
 *
 * @param name what the model is called in messages
 * @param digest hexadecimal, of the config and of values from every tensor
 */
public record ModelFingerprint(String name, String digest) {
  @Override
  public boolean equals(Object other) {
    return other instanceof ModelFingerprint fingerprint && digest.equals(fingerprint.digest);
  }

  @Override
  public int hashCode() {
    return digest.hashCode();
  }

  @Override
  public String toString() {
    return name + " (" + digest.substring(0, Math.min(8, digest.length())) + ")";
  }
}
