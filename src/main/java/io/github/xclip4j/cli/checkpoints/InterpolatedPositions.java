package io.github.xclip4j.cli.checkpoints;

import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.config.VisionConfig;
import io.github.xclip4j.weights.DType;
import io.github.xclip4j.weights.TensorInfo;
import io.github.xclip4j.weights.WeightSource;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * Weights whose position embeddings of patches are stretched to another resolution, as the reference's
 * {@code interpolate_pos_encoding} does: bicubic, corners not aligned. Accuracy suffers; so only when asked for.
 */
public final class InterpolatedPositions implements WeightSource {
  private static final String NAME = "vision_model.embeddings.position_embedding.weight";

  /** The cubic convolution coefficient of PyTorch's bicubic interpolation. */
  private static final double A = -0.75;

  private final WeightSource source;
  private final TensorInfo info;
  private final float[] positions;

  /**
   * Stretches from one resolution to another.
   *
   * @param from what the source's weights are for
   * @param to the same model at another image size
   */
  public InterpolatedPositions(WeightSource source, VisionConfig from, VisionConfig to) throws IOException {
    if (!from.withImageSize(to.imageSize()).equals(to)) {
      throw new IllegalArgumentException("only the image size may differ between the two configs");
    }
    this.source = source;
    this.info = TensorInfo.of(DType.F32, to.patches() + 1L, to.hiddenSize());
    this.positions = stretch(source.floats(NAME), from.patchesPerSide(), to.patchesPerSide(), to.hiddenSize());
  }

  /** The class token's row is kept; the patches' grid is resampled. */
  private static float[] stretch(float[] stored, int oldSide, int newSide, int width) {
    float[] result = new float[(newSide * newSide + 1) * width];
    System.arraycopy(stored, 0, result, 0, width);
    for (int y = 0; y < newSide; y++) {
      Taps rows = Taps.at(y, oldSide, newSide);
      for (int x = 0; x < newSide; x++) {
        Taps cols = Taps.at(x, oldSide, newSide);
        int target = (1 + y * newSide + x) * width;
        for (int d = 0; d < width; d++) {
          double sum = 0;
          for (int i = 0; i < 4; i++) {
            double line = 0;
            for (int j = 0; j < 4; j++) {
              line += cols.weights[j] * stored[(1 + rows.places[i] * oldSide + cols.places[j]) * width + d];
            }
            sum += rows.weights[i] * line;
          }
          result[target + d] = (float) sum;
        }
      }
    }
    return result;
  }

  /** The four source places of one target place and their weights. */
  private record Taps(int[] places, double[] weights) {
    static Taps at(int target, int oldSide, int newSide) {
      double place = (target + 0.5) * oldSide / newSide - 0.5;
      int below = (int) Math.floor(place);
      double t = place - below;
      int[] places = new int[4];
      for (int i = 0; i < 4; i++) {
        places[i] = Math.clamp(below - 1 + i, 0, oldSide - 1);
      }
      return new Taps(places, new double[] {outer(t + 1), inner(t), inner(1 - t), outer(2 - t)});
    }

    private static double inner(double x) {
      return ((A + 2) * x - (A + 3)) * x * x + 1;
    }

    private static double outer(double x) {
      return ((A * x - 5 * A) * x + 8 * A) * x - 4 * A;
    }
  }

  @Override
  public String description() {
    return source.description() + ", position embeddings interpolated";
  }

  @Override
  public Set<String> names() {
    return source.names();
  }

  @Override
  public TensorInfo info(String name) throws IOException {
    return name.equals(NAME) ? info : source.info(name);
  }

  @Override
  public Matrix matrix(String name) throws IOException {
    List<Long> shape = info.shape();
    return name.equals(NAME)
        ? Matrix.of(Math.toIntExact(shape.get(0)), Math.toIntExact(shape.get(1)), positions)
        : source.matrix(name);
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
