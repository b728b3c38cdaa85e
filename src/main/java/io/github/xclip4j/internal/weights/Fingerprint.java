package io.github.xclip4j.internal.weights;

import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.weights.WeightSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a model's digest is made of: the config and the beginning of three rows of every tensor, not all of them, as
 * training changes every row and a model need not be read twice. The digest is computed when it is asked for: most
 * programs never do, and the first one of a JVM takes a tenth of a second.
 */
public final class Fingerprint {
  private static final int VALUES = 32;

  private final XClipConfig config;
  private final byte[] sample;

  private Fingerprint(XClipConfig config, byte[] sample) {
    this.config = config;
    this.sample = sample;
  }

  /** @param source holds every tensor of the config */
  public static Fingerprint of(XClipConfig config, WeightSource source) throws IOException {
    ByteArrayOutputStream sample = new ByteArrayOutputStream();
    for (ExpectedTensor tensor : CheckpointNames.model(config)) {
      sample.writeBytes(tensor.name().getBytes(StandardCharsets.UTF_8));
      add(sample, source.matrix(tensor.name()));
    }
    return new Fingerprint(config, sample.toByteArray());
  }

  private static void add(ByteArrayOutputStream sample, Matrix matrix) {
    int count = Math.min(VALUES, matrix.cols());
    float[] values = new float[count];
    ByteBuffer bytes = ByteBuffer.allocate(count * Float.BYTES);
    for (int row : new int[] {0, matrix.rows() / 2, matrix.rows() - 1}) {
      matrix.read(row, 0, count, values, 0);
      bytes.asFloatBuffer().put(values);
      sample.writeBytes(bytes.array());
    }
  }

  /** 64 hexadecimal digits. */
  public String digest() {
    MessageDigest digest = sha256();
    digest.update(config.toString().getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest.digest(sample));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
