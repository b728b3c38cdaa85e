package io.github.xclip4j.internal.backend.scalar;

import static io.github.xclip4j.internal.backend.heap.HeapMemory.at;
import static io.github.xclip4j.internal.backend.heap.HeapMemory.values;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Ops;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.internal.backend.Update;

/** What each operation means. Written for reading: the formula's order, sums in double, rounded once at the end. */
final class ScalarOps implements Ops {
  @Override
  public void linear(Tensor out, Tensor x, Linear layer, Activation activation) {
    linear(out, x, layer, activation, Update.ASSIGN);
  }

  @Override
  public void linearAdd(Tensor out, Tensor x, Linear layer) {
    linear(out, x, layer, Activation.NONE, Update.ADD);
  }

  private static void linear(Tensor out, Tensor x, Linear layer, Activation activation, Update update) {
    ScalarLinear weights = (ScalarLinear) layer.weights();
    float[] y = values(out);
    float[] in = values(x);
    for (int g = 0; g < x.groups(); g++) {
      for (int r = 0; r < x.rows(); r++) {
        int from = at(x, g, r);
        int to = at(out, g, r);
        for (int n = 0; n < layer.outputs(); n++) {
          double sum = weights.bias()[n];
          for (int k = 0; k < layer.inputs(); k++) {
            sum += (double) in[from + k] * weights.weight()[n * layer.inputs() + k];
          }
          double value = Activations.apply(activation, sum);
          y[to + n] = (float) switch (update) {
            case ASSIGN -> value;
            case ADD -> y[to + n] + value;
          };
        }
      }
    }
  }

  @Override
  public void layerNorm(Tensor out, Tensor x, Tensor gamma, Tensor beta, float epsilon) {
    float[] y = values(out);
    float[] in = values(x);
    float[] scale = values(gamma);
    float[] shift = values(beta);
    int width = x.cols();
    for (int g = 0; g < x.groups(); g++) {
      for (int r = 0; r < x.rows(); r++) {
        int from = at(x, g, r);
        double sum = 0;
        for (int c = 0; c < width; c++) {
          sum += in[from + c];
        }
        double mean = sum / width;
        double squares = 0;
        for (int c = 0; c < width; c++) {
          double deviation = in[from + c] - mean;
          squares += deviation * deviation;
        }
        double inverse = 1 / Math.sqrt(squares / width + epsilon);
        int to = at(out, g, r);
        for (int c = 0; c < width; c++) {
          y[to + c] =
              (float) ((in[from + c] - mean) * inverse * scale[at(gamma, 0, 0) + c] + shift[at(beta, 0, 0) + c]);
        }
      }
    }
  }

  @Override
  public void attention(Tensor out, Tensor q, Tensor k, Tensor v, int heads, Mask mask) {
    float[] y = values(out);
    float[] vv = values(v);
    int headSize = q.cols() / heads;
    double[] weights = new double[k.rows()];
    for (int g = 0; g < q.groups(); g++) {
      for (int head = 0; head < heads; head++) {
        for (int i = 0; i < q.rows(); i++) {
          softmaxOfScores(weights, q, k, g, head * headSize, headSize, i, mask);
          int to = at(out, g, i) + head * headSize;
          for (int c = 0; c < headSize; c++) {
            double sum = 0;
            for (int j = 0; j < k.rows(); j++) {
              sum += weights[j] * vv[at(v, g, j) + head * headSize + c];
            }
            y[to + c] = (float) sum;
          }
        }
      }
    }
  }

  @Override
  public void attentionWeights(Tensor out, Tensor q, Tensor k, int heads, Mask mask) {
    float[] y = values(out);
    int headSize = q.cols() / heads;
    double[] weights = new double[k.rows()];
    for (int g = 0; g < q.groups(); g++) {
      for (int head = 0; head < heads; head++) {
        for (int i = 0; i < q.rows(); i++) {
          softmaxOfScores(weights, q, k, g, head * headSize, headSize, i, mask);
          int to = at(out, g, head * q.rows() + i);
          for (int j = 0; j < k.rows(); j++) {
            y[to + j] = (float) weights[j];
          }
        }
      }
    }
  }

  /** The weights of one query of one head. */
  static void softmaxOfScores(
      double[] weights, Tensor q, Tensor k, int group, int firstCol, int headSize, int query, Mask mask) {
    float[] qv = values(q);
    float[] kv = values(k);
    int from = at(q, group, query) + firstCol;
    double max = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < weights.length; j++) {
      int key = at(k, group, j) + firstCol;
      double score = 0;
      for (int c = 0; c < headSize; c++) {
        score += (double) qv[from + c] * kv[key + c];
      }
      weights[j] = masked(score, mask, group, query, j);
      max = Math.max(max, weights[j]);
    }
    double sum = 0;
    for (int j = 0; j < weights.length; j++) {
      weights[j] = Math.exp(weights[j] - max);
      sum += weights[j];
    }
    for (int j = 0; j < weights.length; j++) {
      weights[j] /= sum;
    }
  }

  /**
   * As the reference has it in float: each mask that hides a key adds the lowest finite float, which leaves nothing of
   * the score; two of them make minus infinity. So a query whose visible keys are all padding weighs those equally.
   */
  private static double masked(double score, Mask mask, int group, int query, int key) {
    return switch (hiding(mask, group, query, key)) {
      case 0 -> score;
      case 1 -> -Float.MAX_VALUE;
      default -> Double.NEGATIVE_INFINITY;
    };
  }

  /** Whether a mask hides a key from a query, so that the weight does not depend on the score. */
  static boolean hides(Mask mask, int group, int query, int key) {
    return hiding(mask, group, query, key) > 0;
  }

  /** How many masks hide a key. */
  private static int hiding(Mask mask, int group, int query, int key) {
    int hidden = mask.causal() && key > query ? 1 : 0;
    if (mask.keys().isPresent()) {
      Tensor keys = mask.keys().get();
      hidden += values(keys)[at(keys, group, 0) + key] == 0 ? 1 : 0;
    }
    return hidden;
  }

  @Override
  public void patches(Tensor out, Tensor pixels, int channels, int patchSize) {
    float[] y = values(out);
    float[] in = values(pixels);
    int height = pixels.rows() / channels;
    int across = pixels.cols() / patchSize;
    for (int frame = 0; frame < pixels.groups(); frame++) {
      for (int patch = 0; patch < out.rows(); patch++) {
        int top = patch / across * patchSize;
        int left = patch % across * patchSize;
        int to = at(out, frame, patch);
        for (int channel = 0; channel < channels; channel++) {
          for (int dy = 0; dy < patchSize; dy++) {
            int from = at(pixels, frame, channel * height + top + dy) + left;
            System.arraycopy(in, from, y, to, patchSize);
            to += patchSize;
          }
        }
      }
    }
  }

  @Override
  public void lookup(Tensor out, Tensor table, int[] rows) {
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(values(table), at(table, 0, rows[i]), values(out), at(out, 0, i), table.cols());
    }
  }

  @Override
  public void copy(Tensor out, Tensor x) {
    for (int g = 0; g < x.groups(); g++) {
      for (int r = 0; r < x.rows(); r++) {
        System.arraycopy(values(x), at(x, g, r), values(out), at(out, g, r), x.cols());
      }
    }
  }

  @Override
  public void add(Tensor out, Tensor x) {
    float[] y = values(out);
    float[] in = values(x);
    for (int g = 0; g < x.groups(); g++) {
      for (int r = 0; r < x.rows(); r++) {
        int from = at(x, g, r);
        int to = at(out, g, r);
        for (int c = 0; c < x.cols(); c++) {
          y[to + c] += in[from + c];
        }
      }
    }
  }

  @Override
  public void addScaled(Tensor out, Tensor x, Tensor scale) {
    float[] y = values(out);
    float[] in = values(x);
    float[] factor = values(scale);
    for (int g = 0; g < x.groups(); g++) {
      for (int r = 0; r < x.rows(); r++) {
        int from = at(x, g, r);
        int to = at(out, g, r);
        for (int c = 0; c < x.cols(); c++) {
          y[to + c] = (float) (y[to + c] + (double) factor[at(scale, 0, 0) + c] * in[from + c]);
        }
      }
    }
  }

  @Override
  public void mean(Tensor out, Tensor x) {
    for (int g = 0; g < x.groups(); g++) {
      for (int c = 0; c < x.cols(); c++) {
        double sum = 0;
        for (int r = 0; r < x.rows(); r++) {
          sum += values(x)[at(x, g, r) + c];
        }
        values(out)[at(out, g, 0) + c] = (float) (sum / x.rows());
      }
    }
  }

  @Override
  public void meanGroups(Tensor out, Tensor x) {
    int run = x.groups() / out.groups();
    for (int g = 0; g < out.groups(); g++) {
      for (int r = 0; r < x.rows(); r++) {
        for (int c = 0; c < x.cols(); c++) {
          double sum = 0;
          for (int i = 0; i < run; i++) {
            sum += values(x)[at(x, g * run + i, r) + c];
          }
          values(out)[at(out, g, r) + c] = (float) (sum / run);
        }
      }
    }
  }

  @Override
  public void normalize(Tensor out, Tensor x) {
    for (int g = 0; g < x.groups(); g++) {
      for (int r = 0; r < x.rows(); r++) {
        int from = at(x, g, r);
        double squares = 0;
        for (int c = 0; c < x.cols(); c++) {
          squares += (double) values(x)[from + c] * values(x)[from + c];
        }
        double length = Math.sqrt(squares);
        int to = at(out, g, r);
        for (int c = 0; c < x.cols(); c++) {
          values(out)[to + c] = (float) (values(x)[from + c] / length);
        }
      }
    }
  }

  @Override
  public void scores(Tensor out, Tensor video, Tensor text, Tensor logitScale) {
    float scale = scale(logitScale);
    for (int g = 0; g < text.groups(); g++) {
      for (int k = 0; k < text.rows(); k++) {
        double sum = 0;
        for (int c = 0; c < text.cols(); c++) {
          sum += (double) values(video)[at(video, g, 0) + c] * values(text)[at(text, g, k) + c];
        }
        values(out)[at(out, g, 0) + k] = (float) (scale * sum);
      }
    }
  }

  /** Rounded to float, as the reference has it. */
  static float scale(Tensor logitScale) {
    return (float) Math.exp(values(logitScale)[at(logitScale, 0, 0)]);
  }
}
