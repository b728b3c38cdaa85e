package io.github.xclip4j.internal.backend.cuda;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Ops;
import io.github.xclip4j.backend.Tensor;

/** Chooses a kernel for every operation and queues it; the parameters follow the structures in {@code cuda/*.cu}. */
final class CudaOps implements Ops {
  private static final int ROWS_PER_BLOCK = 8; // one warp for each row
  private static final int TENSOR_CORE_HEAD = 64;

  private final LaunchQueue queue;
  private final LinearLayers layers;
  private final Staging staging;

  CudaOps(Device device, LaunchQueue queue, Staging staging) {
    this.queue = queue;
    this.staging = staging;
    this.layers = new LinearLayers(device, queue);
  }

  @Override
  public void linear(Tensor out, Tensor x, Linear layer, Activation activation) {
    if (out.elements() > 0) {
      layers.linear(out, x, (CudaLinear) layer.weights(), activation);
    }
  }

  @Override
  public void linearAdd(Tensor out, Tensor x, Linear layer) {
    if (out.elements() > 0) {
      layers.linearAdd(out, x, (CudaLinear) layer.weights());
    }
  }

  @Override
  public void layerNorm(Tensor out, Tensor x, Tensor gamma, Tensor beta, float epsilon) {
    if (out.elements() > 0) {
      perRow(Kernel.LAYER_NORM, rows(x)).view(out).view(x).view(gamma).view(beta).integer(rows(x)).integer(x.cols())
          .flag(DeviceMemory.isWide(out, x, gamma, beta)).real(epsilon).end();
    }
  }

  @Override
  public void attention(Tensor out, Tensor q, Tensor k, Tensor v, int heads, Mask mask) {
    if (out.elements() == 0) {
      return;
    }
    int headSize = q.cols() / heads;
    boolean tensorCores = headSize == TENSOR_CORE_HEAD && isNarrow(q) && isNarrow(k) && isNarrow(v);
    Kernel kernel = tensorCores ? Kernel.ATTENTION_BF16_HEAD_64
        : headSize <= 64 ? Kernel.ATTENTION_HEAD_64 : Kernel.ATTENTION_ANY_HEAD;
    int tile = tensorCores ? 64 : 32;
    int slabs = kernel == Kernel.ATTENTION_ANY_HEAD ? ceilDiv(headSize, 256) : 1;
    long blocks = (long) slabs * ceilDiv(q.rows(), tile) * heads * q.groups();
    attentionParameters(queue.begin(kernel, blocks).view(out).view(q).view(k).view(v), q, k, heads, mask);
  }

  private static boolean isNarrow(Tensor tensor) {
    return DeviceMemory.type(tensor) == ElementType.BF16 && DeviceMemory.isAligned(tensor);
  }

  @Override
  public void attentionWeights(Tensor out, Tensor q, Tensor k, int heads, Mask mask) {
    if (out.elements() > 0) {
      attentionParameters(perRow(Kernel.ATTENTION_WEIGHTS, rows(q) * heads).view(out).view(q).view(k).view(k), q, k,
          heads, mask);
    }
  }

  private static void attentionParameters(LaunchQueue parameters, Tensor q, Tensor k, int heads, Mask mask) {
    mask.keys().ifPresentOrElse(parameters::view, parameters::noView);
    parameters.integer(q.groups()).integer(q.rows()).integer(k.rows()).integer(heads).integer(q.cols() / heads)
        .flag(mask.causal()).flag(mask.keys().isPresent()).end();
  }

  @Override
  public void patches(Tensor out, Tensor pixels, int channels, int patchSize) {
    if (out.elements() > 0) {
      perRow(Kernel.CUT_PATCHES, rows(out)).view(out).view(pixels).integer(rows(out)).integer(out.cols())
          .integer(pixels.rows() / channels).integer(pixels.cols() / patchSize).integer(patchSize).end();
    }
  }

  /** Fills {@code out} from 8-bit pixels and tables that lie on the device. */
  void lookUpPixels(Tensor out, long pixels, long tables, int height) {
    perRow(Kernel.LOOK_UP_PIXELS, rows(out)).view(out).word(pixels).word(tables).integer(rows(out)).integer(out.cols())
        .integer(height).end();
  }

  @Override
  public void lookup(Tensor out, Tensor table, int[] rows) {
    if (out.elements() == 0) {
      return;
    }
    long numbers = staging.area((long) rows.length * Integer.BYTES);
    staging.send(numbers, rows.length, Integer.BYTES,
        (bytes, first, count) -> bytes.asIntBuffer().put(rows, first, count));
    perRow(Kernel.LOOKUP_ROWS, rows.length).view(out).view(table).word(numbers).integer(rows.length)
        .integer(out.cols()).end();
  }

  @Override
  public void copy(Tensor out, Tensor x) {
    combine(Kernel.COPY_ROWS, out, x, x);
  }

  @Override
  public void add(Tensor out, Tensor x) {
    combine(Kernel.ADD_ROWS, out, x, x);
  }

  @Override
  public void addScaled(Tensor out, Tensor x, Tensor scale) {
    combine(Kernel.ADD_SCALED_ROWS, out, x, scale);
  }

  private void combine(Kernel kernel, Tensor out, Tensor x, Tensor scale) {
    if (out.elements() > 0) {
      perRow(kernel, rows(x)).view(out).view(x).view(scale).integer(rows(x)).integer(x.cols())
          .flag(DeviceMemory.isWide(out, x, scale)).end();
    }
  }

  @Override
  public void mean(Tensor out, Tensor x) {
    if (out.elements() > 0) {
      queue.begin(Kernel.MEAN_OF_TERMS, ceilDiv(out.elements(), Kernel.MEAN_OF_TERMS.threads())).view(out).view(x)
          .word(x.groupStride()).word(0).word(x.rowStride())
          .integer(out.groups()).integer(1).integer(x.cols()).integer(x.rows()).end();
    }
  }

  @Override
  public void meanGroups(Tensor out, Tensor x) {
    if (out.elements() > 0) {
      int run = x.groups() / out.groups();
      queue.begin(Kernel.MEAN_OF_TERMS, ceilDiv(out.elements(), Kernel.MEAN_OF_TERMS.threads())).view(out).view(x)
          .word(run * x.groupStride()).word(x.rowStride()).word(x.groupStride())
          .integer(out.groups()).integer(x.rows()).integer(x.cols()).integer(run).end();
    }
  }

  @Override
  public void normalize(Tensor out, Tensor x) {
    if (out.elements() > 0) {
      perRow(Kernel.NORMALIZE_ROWS, rows(x)).view(out).view(x).integer(rows(x)).integer(x.cols()).end();
    }
  }

  @Override
  public void scores(Tensor out, Tensor video, Tensor text, Tensor logitScale) {
    if (out.elements() > 0) {
      perRow(Kernel.SCORES, rows(text)).view(out).view(video).view(text).view(logitScale).integer(text.groups())
          .integer(text.rows()).integer(text.cols()).end();
    }
  }

  private LaunchQueue perRow(Kernel kernel, int rows) {
    return queue.begin(kernel, ceilDiv(rows, ROWS_PER_BLOCK));
  }

  private static int rows(Tensor tensor) {
    return Math.multiplyExact(tensor.groups(), tensor.rows());
  }

  private static int ceilDiv(int count, int size) {
    return Math.ceilDiv(count, size);
  }

  private static long ceilDiv(long count, int size) {
    return Math.ceilDiv(count, (long) size);
  }
}
