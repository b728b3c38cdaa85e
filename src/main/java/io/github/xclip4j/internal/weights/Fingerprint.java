package io.github.xclip4j.internal.weights;

import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.weights.WeightSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A digest of a model. It reads the beginning of three rows of every tensor, not all of them: training changes every
 * row, and a model is loaded without being read twice.
 */
public final class Fingerprint {
  private static final int VALUES = 32;

  private Fingerprint() {}

  /**
   * The digest of a config and its tensors' values.
   *
   * @param source holds every tensor of the config
   * @return 64 hexadecimal digits
   */
  public static String of(XClipConfig config, WeightSource source) throws IOException {
    MessageDigest digest = sha256();
    digest.update(config.toString().getBytes(StandardCharsets.UTF_8));
    for (ExpectedTensor tensor : CheckpointNames.model(config)) {
      digest.update(tensor.name().getBytes(StandardCharsets.UTF_8));
      add(digest, source.matrix(tensor.name()));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void add(MessageDigest digest, Matrix matrix) {
    int count = Math.min(VALUES, matrix.cols());
    float[] values = new float[count];
    ByteBuffer bytes = ByteBuffer.allocate(count * Float.BYTES);
    for (int row : List.of(0, matrix.rows() / 2, matrix.rows() - 1)) {
      matrix.read(row, 0, count, values, 0);
      bytes.clear();
      bytes.asFloatBuffer().put(values);
      digest.update(bytes);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
