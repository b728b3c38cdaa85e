package io.github.xclip4j.internal.backend.scalar;

import static io.github.xclip4j.internal.backend.heap.HeapMemory.at;
import static io.github.xclip4j.internal.backend.heap.HeapMemory.values;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Adjoints;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.internal.backend.heap.PartsMatrix;
import java.util.Arrays;

/** What each adjoint means, written as {@link ScalarOps} is: sums in double, rounded once at the end. */
final class ScalarAdjoints implements Adjoints {
  @Override
  public void clear(Tensor out) {
    for (int g = 0; g < out.groups(); g++) {
      for (int r = 0; r < out.rows(); r++) {
        int to = at(out, g, r);
        Arrays.fill(values(out), to, to + out.cols(), 0f);
      }
    }
  }

  @Override
  public void scale(Tensor out, Tensor x, float factor) {
    for (int g = 0; g < x.groups(); g++) {
      for (int r = 0; r < x.rows(); r++) {
        for (int c = 0; c < x.cols(); c++) {
          values(out)[at(out, g, r) + c] = factor * values(x)[at(x, g, r) + c];
        }
      }
    }
  }

  @Override
  public void productAdd(Tensor out, Tensor a, Tensor b, Transposed transposed) {
    int depth = transposed == Transposed.LEFT ? a.rows() : a.cols();
    int summed = a.groups() / Math.max(1, out.groups());
    for (int g = 0; g < out.groups(); g++) {
      for (int r = 0; r < out.rows(); r++) {
        for (int c = 0; c < out.cols(); c++) {
          double sum = 0;
          for (int term = g * summed; term < (g + 1) * summed; term++) {
            for (int k = 0; k < depth; k++) {
              double left = transposed == Transposed.LEFT ? value(a, term, k, r) : value(a, term, r, k);
              sum += left * (transposed == Transposed.RIGHT ? value(b, term, c, k) : value(b, term, k, c));
            }
          }
          add(out, g, r, c, sum);
        }
      }
    }
  }

  private static float value(Tensor x, int group, int row, int col) {
    return values(x)[at(x, group, row) + col];
  }

  private static void add(Tensor out, int group, int row, int col, double value) {
    int to = at(out, group, row) + col;
    values(out)[to] = (float) (values(out)[to] + value);
  }

  @Override
  public void sumAdd(Tensor out, Tensor x) {
    int summed = x.rows() / Math.max(1, out.rows());
    for (int r = 0; r < out.rows(); r++) {
      for (int c = 0; c < out.cols(); c++) {
        double sum = 0;
        for (int g = 0; g < x.groups(); g++) {
          for (int term = r * summed; term < (r + 1) * summed; term++) {
            sum += value(x, g, term, c);
          }
        }
        add(out, 0, r, c, sum);
      }
    }
  }

  @Override
  public void dotAdd(Tensor out, Tensor x, Tensor y) {
    double sum = 0;
    for (int c = 0; c < x.cols(); c++) {
      sum += columnDot(x, y, c);
    }
    add(out, 0, 0, 0, sum);
  }

  @Override
  public void columnDotsAdd(Tensor out, Tensor x, Tensor y) {
    for (int c = 0; c < x.cols(); c++) {
      add(out, 0, 0, c, columnDot(x, y, c));
    }
  }

  private static double columnDot(Tensor x, Tensor y, int col) {
    double sum = 0;
    for (int g = 0; g < x.groups(); g++) {
      for (int r = 0; r < x.rows(); r++) {
        sum += (double) value(x, g, r, col) * value(y, g, r, col);
      }
    }
    return sum;
  }

  @Override
  public void activate(Tensor out, Tensor x, Activation activation) {
    for (int g = 0; g < x.groups(); g++) {
      for (int r = 0; r < x.rows(); r++) {
        for (int c = 0; c < x.cols(); c++) {
          values(out)[at(out, g, r) + c] = (float) Activations.apply(activation, value(x, g, r, c));
        }
      }
    }
  }

  @Override
  public void activateAdjoint(Tensor dX, Tensor x, Tensor dOut, Activation activation) {
    for (int g = 0; g < x.groups(); g++) {
      for (int r = 0; r < x.rows(); r++) {
        for (int c = 0; c < x.cols(); c++) {
          double slope = Activations.derivative(activation, value(x, g, r, c));
          addOrReplace(dX, dOut, g, r, c, slope * value(dOut, g, r, c));
        }
      }
    }
  }

  /** In place an adjoint replaces the gradient of the result. */
  private static void addOrReplace(Tensor dX, Tensor dOut, int group, int row, int col, double value) {
    if (dX.sameView(dOut)) {
      values(dX)[at(dX, group, row) + col] = (float) value;
    } else {
      add(dX, group, row, col, value);
    }
  }

  @Override
  public void layerNormAdjoint(Tensor dX, Tensor x, Tensor dOut, Tensor gamma, float epsilon) {
    int width = x.cols();
    for (int g = 0; g < x.groups(); g++) {
      for (int r = 0; r < x.rows(); r++) {
        double[] normalized = new double[width];
        double inverse = normalize(normalized, x, g, r, epsilon);
        double sum = 0;
        double dot = 0;
        for (int c = 0; c < width; c++) {
          double slope = (double) value(gamma, 0, 0, c) * value(dOut, g, r, c);
          sum += slope;
          dot += slope * normalized[c];
        }
        for (int c = 0; c < width; c++) {
          double slope = (double) value(gamma, 0, 0, c) * value(dOut, g, r, c);
          addOrReplace(dX, dOut, g, r, c, (slope - sum / width - normalized[c] * dot / width) * inverse);
        }
      }
    }
  }

  /**
   * {@code (x − mean)/√(variance + epsilon)} of a row.
   *
   * @return {@code 1/√(variance + epsilon)}
   */
  private static double normalize(double[] normalized, Tensor x, int group, int row, float epsilon) {
    int width = x.cols();
    double sum = 0;
    for (int c = 0; c < width; c++) {
      sum += value(x, group, row, c);
    }
    double squares = 0;
    for (int c = 0; c < width; c++) {
      normalized[c] = value(x, group, row, c) - sum / width;
      squares += normalized[c] * normalized[c];
    }
    double inverse = 1 / Math.sqrt(squares / width + epsilon);
    for (int c = 0; c < width; c++) {
      normalized[c] *= inverse;
    }
    return inverse;
  }

  @Override
  public void normalizedDotsAdd(Tensor dGamma, Tensor x, Tensor dOut, float epsilon) {
    double[] sums = new double[x.cols()];
    double[] normalized = new double[x.cols()];
    for (int g = 0; g < x.groups(); g++) {
      for (int r = 0; r < x.rows(); r++) {
        normalize(normalized, x, g, r, epsilon);
        for (int c = 0; c < x.cols(); c++) {
          sums[c] += normalized[c] * value(dOut, g, r, c);
        }
      }
    }
    for (int c = 0; c < x.cols(); c++) {
      add(dGamma, 0, 0, c, sums[c]);
    }
  }

  @Override
  public void normalizeAdjoint(Tensor dX, Tensor x, Tensor dOut) {
    for (int g = 0; g < x.groups(); g++) {
      for (int r = 0; r < x.rows(); r++) {
        double squares = 0;
        double dot = 0;
        for (int c = 0; c < x.cols(); c++) {
          squares += (double) value(x, g, r, c) * value(x, g, r, c);
          dot += (double) value(x, g, r, c) * value(dOut, g, r, c);
        }
        double length = Math.sqrt(squares);
        for (int c = 0; c < x.cols(); c++) {
          addOrReplace(dX, dOut, g, r, c, (value(dOut, g, r, c) - value(x, g, r, c) * (dot / squares)) / length);
        }
      }
    }
  }

  @Override
  public void softmaxAdjoint(Tensor dScores, Tensor p, Tensor dP) {
    for (int g = 0; g < p.groups(); g++) {
      for (int r = 0; r < p.rows(); r++) {
        double dot = 0;
        for (int c = 0; c < p.cols(); c++) {
          dot += (double) value(p, g, r, c) * value(dP, g, r, c);
        }
        for (int c = 0; c < p.cols(); c++) {
          addOrReplace(dScores, dP, g, r, c, value(p, g, r, c) * (value(dP, g, r, c) - dot));
        }
      }
    }
  }

  @Override
  public void attentionAdjoint(Attended d, Attended x, Tensor dOut, int heads, Mask mask) {
    Tensor q = x.queries();
    int headSize = q.cols() / heads;
    for (int head = 0; head < heads; head++) {
      double[][] dQ = new double[q.rows()][headSize];
      for (int g = 0; g < q.groups(); g++) {
        double[][] dK = new double[x.keys().rows()][headSize];
        double[][] dV = new double[x.keys().rows()][headSize];
        for (int i = 0; i < q.rows(); i++) {
          attentionAdjoint(dQ[i], dK, dV, x, dOut, g, i, head * headSize, mask);
        }
        addHead(d.keys(), g, head * headSize, dK);
        addHead(d.values(), g, head * headSize, dV);
        if (d.queries().groups() == q.groups()) {
          addHead(d.queries(), g, head * headSize, dQ);
          dQ = new double[q.rows()][headSize];
        }
      }
      if (d.queries().groups() != q.groups()) { // repeated queries: the sum over all groups
        addHead(d.queries(), 0, head * headSize, dQ);
      }
    }
  }

  /** What one query of one head contributes. */
  private static void attentionAdjoint(double[] dQ, double[][] dK, double[][] dV, Attended x, Tensor dOut, int group,
      int query, int firstCol, Mask mask) {
    int keys = x.keys().rows();
    double[] p = new double[keys];
    double[] dP = new double[keys];
    ScalarOps.softmaxOfScores(p, x.queries(), x.keys(), group, firstCol, dQ.length, query, mask);
    double dot = 0;
    for (int j = 0; j < keys; j++) {
      for (int c = 0; c < dQ.length; c++) {
        dP[j] += (double) value(dOut, group, query, firstCol + c) * value(x.values(), group, j, firstCol + c);
        dV[j][c] += p[j] * value(dOut, group, query, firstCol + c);
      }
      dot += p[j] * dP[j];
    }
    for (int j = 0; j < keys; j++) {
      double dScore = ScalarOps.hides(mask, group, query, j) ? 0 : p[j] * (dP[j] - dot);
      for (int c = 0; c < dQ.length; c++) {
        dQ[c] += dScore * value(x.keys(), group, j, firstCol + c);
        dK[j][c] += dScore * value(x.queries(), group, query, firstCol + c);
      }
    }
  }

  private static void addHead(Tensor out, int group, int firstCol, double[][] rows) {
    for (int r = 0; r < rows.length; r++) {
      for (int c = 0; c < rows[r].length; c++) {
        add(out, group, r, firstCol + c, rows[r][c]);
      }
    }
  }

  @Override
  public void meanAdjoint(Tensor dX, Tensor dOut) {
    for (int g = 0; g < dX.groups(); g++) {
      for (int r = 0; r < dX.rows(); r++) {
        for (int c = 0; c < dX.cols(); c++) {
          add(dX, g, r, c, (double) value(dOut, g, 0, c) / dX.rows());
        }
      }
    }
  }

  @Override
  public void meanGroupsAdjoint(Tensor dX, Tensor dOut) {
    int run = dX.groups() / dOut.groups();
    for (int g = 0; g < dX.groups(); g++) {
      for (int r = 0; r < dX.rows(); r++) {
        for (int c = 0; c < dX.cols(); c++) {
          add(dX, g, r, c, (double) value(dOut, g / run, r, c) / run);
        }
      }
    }
  }

  @Override
  public void lookupAdjoint(Tensor dTable, Tensor dOut, int[] rows) {
    double[][] sums = new double[dTable.rows()][];
    for (int i = 0; i < rows.length; i++) {
      double[] sum = sums[rows[i]] == null ? sums[rows[i]] = new double[dOut.cols()] : sums[rows[i]];
      for (int c = 0; c < dOut.cols(); c++) {
        sum[c] += value(dOut, 0, i, c);
      }
    }
    for (int r = 0; r < sums.length; r++) {
      for (int c = 0; sums[r] != null && c < dOut.cols(); c++) {
        add(dTable, 0, r, c, sums[r][c]);
      }
    }
  }

  @Override
  public void scoresAdjoint(Tensor dVideo, Tensor dText, Tensor dOut, Tensor video, Tensor text, Tensor logitScale) {
    double scale = ScalarOps.scale(logitScale);
    int summed = text.groups() / Math.max(1, dText.groups());
    for (int c = 0; c < text.cols(); c++) {
      for (int g = 0; g < text.groups(); g++) {
        double sum = 0;
        for (int k = 0; k < text.rows(); k++) {
          sum += (double) value(dOut, g, 0, k) * value(text, g, k, c);
        }
        add(dVideo, g, 0, c, scale * sum);
      }
      for (int g = 0; g < dText.groups(); g++) {
        for (int k = 0; k < text.rows(); k++) {
          double sum = 0;
          for (int term = g * summed; term < (g + 1) * summed; term++) {
            sum += (double) value(dOut, term, 0, k) * value(video, term, 0, c);
          }
          add(dText, g, k, c, scale * sum);
        }
      }
    }
  }

  @Override
  public void pack(Linear layer) {
    ScalarLinear weights = (ScalarLinear) layer.weights();
    PartsMatrix parts = PartsMatrix.of(layer);
    for (int n = 0; n < layer.outputs(); n++) {
      parts.read(n, 0, layer.inputs(), weights.weight(), n * layer.inputs());
    }
    parts.readBias(weights.bias());
  }

  @Override
  public void adamw(Tensor weight, Tensor gradient, Tensor moments, Tensor step) {
    float[] s = values(step);
    int first = at(step, 0, 0);
    for (int r = 0; r < weight.rows(); r++) {
      for (int c = 0; c < weight.cols(); c++) {
        double g = (double) s[first] * value(gradient, 0, r, c);
        double m = (double) s[first + 2] * value(moments, 0, r, c) + s[first + 3] * g;
        double v = (double) s[first + 4] * value(moments, 1, r, c) + s[first + 5] * g * g;
        double update = s[first + 6] * m / (Math.sqrt(v) * s[first + 7] + s[first + 8]);
        values(moments)[at(moments, 0, r) + c] = (float) m;
        values(moments)[at(moments, 1, r) + c] = (float) v;
        values(weight)[at(weight, 0, r) + c] = (float) ((double) s[first + 1] * value(weight, 0, r, c) - update);
      }
    }
  }
}
