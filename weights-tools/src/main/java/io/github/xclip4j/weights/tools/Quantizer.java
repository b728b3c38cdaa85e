package io.github.xclip4j.weights.tools;

import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.cli.checkpoints.SafetensorsWriter;
import io.github.xclip4j.cli.files.AtomicFile;
import io.github.xclip4j.cli.options.Progress;
import io.github.xclip4j.internal.weights.Scales;
import io.github.xclip4j.weights.DType;
import io.github.xclip4j.weights.TensorInfo;
import io.github.xclip4j.weights.WeightSource;
import io.github.xclip4j.weights.WeightsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Rounds the linear layers to 8 bits: {@code value ≈ stored · scale}, one scale per output channel so that each row's
 * largest magnitude becomes 127. Embeddings, norms, biases and the few matrices used transposed stay as they are.
 */
final class Quantizer {
  private static final int LARGEST = 127;
  private static final Pattern LINEAR = Pattern.compile(
      ".*\\.([qkv]_proj|out_proj|proj|fc1|fc2|message_fc|mlp\\.[03])\\.weight|(visual|text)_projection\\.weight");

  private Quantizer() {}

  static boolean isLinear(String name) {
    return LINEAR.matcher(name).matches();
  }

  /** Writes {@code model.safetensors}; returns how many layers were rounded. */
  static int write(WeightSource source, AtomicFile file) throws IOException {
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    List<String> linear = source.names().stream().filter(Quantizer::isLinear).toList();
    for (String name : source.names()) {
      TensorInfo info = source.info(name);
      if (info.dtype() == DType.I8) {
        throw new WeightsException(source.description() + ": " + name + " has 8 bits already: nothing to do");
      }
      if (!linear.contains(name) && info.dtype().isFloat()) {
        tensors.put(name, new TensorInfo(info.dtype() == DType.F64 ? DType.F32 : info.dtype(), info.shape()));
      }
    }
    for (String name : linear) {
      tensors.put(name, new TensorInfo(DType.I8, source.info(name).shape()));
      tensors.put(name + Scales.SUFFIX, TensorInfo.of(DType.F32, source.info(name).shape().getFirst(), 1));
    }
    // Without `format: pt` a reference too old for compressed-tensors refuses the file rather than take integers for weights
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, tensors, Map.of());
        Progress progress = new Progress("rounding", source.names().size())) {
      for (String name : source.names()) {
        if (linear.contains(name)) {
          quantize(name, source.matrix(name), writer);
        } else if (tensors.containsKey(name)) {
          writer.floats(name, source.floats(name));
        }
        progress.step();
      }
      writer.commit();
    }
    return linear.size();
  }

  private static void quantize(String name, Matrix matrix, SafetensorsWriter writer) throws IOException {
    float[] row = new float[matrix.cols()];
    float[] scales = new float[matrix.rows()];
    byte[] stored = new byte[matrix.cols()];
    for (int r = 0; r < scales.length; r++) {
      matrix.read(r, 0, row.length, row, 0);
      float largest = 0;
      for (float value : row) {
        largest = Math.max(largest, Math.abs(value));
      }
      if (!Float.isFinite(largest)) {
        throw new WeightsException(name + ", row " + r + ", has a value that is not finite: the checkpoint is damaged");
      }
      scales[r] = largest / LARGEST;
      for (int i = 0; i < row.length; i++) {
        stored[i] = scales[r] == 0 ? 0 : (byte) Math.clamp(Math.round(row[i] / scales[r]), -LARGEST, LARGEST);
      }
      writer.bytes(name, ByteBuffer.wrap(stored));
    }
    writer.floats(name + Scales.SUFFIX, scales);
  }
}
