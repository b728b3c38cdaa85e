package io.github.xclip4j.cli;

import io.github.xclip4j.FloatArray;
import io.github.xclip4j.TokenBatch;
import io.github.xclip4j.VideoBatch;
import io.github.xclip4j.internal.weights.Safetensors;
import io.github.xclip4j.internal.weights.StoredTensor;
import io.github.xclip4j.internal.weights.StoredWeights;
import io.github.xclip4j.weights.TensorInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A model's inputs out of a safetensors file. */
record TensorInputs(Optional<TokenBatch> tokens, Optional<VideoBatch> videos) {
  /**
   * Reads {@code input_ids}, {@code attention_mask} and {@code pixel_values}, as far as they are there.
   *
   * @throws IOException if neither half is there, or one is of the wrong type or number of dimensions
   */
  static TensorInputs read(Path file) throws IOException {
    try (StoredWeights stored = Safetensors.open(file)) {
      Optional<int[][]> ids = integers(file, stored, "input_ids");
      Optional<int[][]> mask = integers(file, stored, "attention_mask");
      if (mask.isPresent() && ids.isEmpty()) {
        throw new IOException(file + ": has an attention_mask, but no input_ids for it");
      }
      Optional<VideoBatch> videos = videos(file, stored);
      if (ids.isEmpty() && videos.isEmpty()) {
        throw new IOException(file + ": has neither input_ids [K, L] nor pixel_values [B, T, 3, H, W]; it holds "
            + (stored.names().isEmpty() ? "nothing" : String.join(", ", stored.names().stream().limit(5).toList())));
      }
      return new TensorInputs(
          ids.map(rows -> mask.map(visible -> TokenBatch.of(rows, visible)).orElseGet(() -> TokenBatch.of(rows))),
          videos);
    }
  }

  private static Optional<int[][]> integers(Path file, StoredWeights stored, String name) throws IOException {
    if (!stored.names().contains(name)) {
      return Optional.empty();
    }
    StoredTensor tensor = stored.tensor(name);
    TensorInfo info = tensor.info();
    if (info.dtype().isFloat() || info.shape().size() != 2) {
      throw new IOException(file + ": " + name + " is " + info.dtype() + " " + info.shapeText()
          + ", it must hold integers, I64 (texts, tokens)");
    }
    long[] values = tensor.longs();
    int[][] rows = new int[Math.toIntExact(info.shape().get(0))][Math.toIntExact(info.shape().get(1))];
    for (int i = 0; i < values.length; i++) {
      int length = rows[0].length;
      if (values[i] < 0 || values[i] > Integer.MAX_VALUE) {
        throw new IOException(file + ": " + name + "[" + i / length + ", " + i % length + "] is " + values[i]
            + ", which is no token id; ids count from 0");
      }
      rows[i / length][i % length] = (int) values[i];
    }
    return Optional.of(rows);
  }

  private static Optional<VideoBatch> videos(Path file, StoredWeights stored) throws IOException {
    String name = "pixel_values";
    if (!stored.names().contains(name)) {
      return Optional.empty();
    }
    TensorInfo info = stored.info(name);
    if (!info.dtype().isFloat() || info.shape().size() != 5) {
      throw new IOException(file + ": " + name + " is " + info.dtype() + " " + info.shapeText()
          + ", it must hold floats, F32 (videos, frames, 3, height, width)");
    }
    int[] shape = info.shape().stream().mapToInt(Math::toIntExact).toArray();
    return Optional.of(VideoBatch.of(FloatArray.of(stored.floats(name), shape)));
  }
}
