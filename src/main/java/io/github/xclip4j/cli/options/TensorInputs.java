package io.github.xclip4j.cli.options;

import io.github.xclip4j.FloatArray;
import io.github.xclip4j.TokenBatch;
import io.github.xclip4j.VideoBatch;
import io.github.xclip4j.config.XClipConfig;
import io.github.xclip4j.internal.weights.Safetensors;
import io.github.xclip4j.internal.weights.StoredTensor;
import io.github.xclip4j.internal.weights.StoredWeights;
import io.github.xclip4j.weights.TensorInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A model's inputs out of safetensors files; at least one half is there.
 *
 * @param file the one that messages on texts name
 * @param tokens {@code input_ids} [K, L] with their {@code attention_mask}
 * @param videos {@code pixel_values} [B, T, 3, H, W]
 */
public record TensorInputs(Path file, Optional<TokenBatch> tokens, Optional<VideoBatch> videos) {
  private static final String IDS = "input_ids";
  private static final String MASK = "attention_mask";
  private static final String PIXELS = "pixel_values";
  private static final Set<String> INPUTS = Set.of(IDS, MASK, PIXELS);
  private static final int SHOWN = 5;

  /** What a run writes; a file may hold its inputs as well and be given again. */
  private static final Pattern OUTPUTS = Pattern.compile("loss|logits_per_(video|text)|probs"
      + "|(text|video)_(embeds|features)|(text_model|vision_model|mit)_output\\..+");

  /**
   * Reads {@code input_ids}, {@code attention_mask} and {@code pixel_values}, as far as they are there.
   *
   * @throws IOException if neither half is there, one is of the wrong type or shape, or there is a tensor that is neither
   *     an input nor an output: it would change the results elsewhere, or has its name mistyped
   */
  public static TensorInputs read(Path file) throws IOException {
    Inputs.checkFile(file, "give a safetensors file of a model's inputs");
    try (StoredWeights stored = Safetensors.open(file)) {
      List<String> unknown = stored.names().stream()
          .filter(name -> !INPUTS.contains(name) && !OUTPUTS.matcher(name).matches()).toList();
      if (!unknown.isEmpty()) {
        throw new IOException(file + ": holds " + shown(unknown) + ", which the model does not take: it takes " + IDS
            + ", " + MASK + " and " + PIXELS + "; correct the name or leave it out");
      }
      Optional<int[][]> ids = integers(file, stored, IDS);
      Optional<int[][]> mask = integers(file, stored, MASK);
      if (mask.isPresent() && ids.isEmpty()) {
        throw new IOException(file + ": has an attention_mask, but no input_ids for it");
      }
      Optional<VideoBatch> videos = videos(file, stored);
      if (ids.isEmpty() && videos.isEmpty()) {
        throw new IOException(file + ": has neither input_ids [K, L] nor pixel_values [B, T, 3, H, W]; it holds "
            + (stored.names().isEmpty() ? "nothing" : shown(stored.names())));
      }
      return new TensorInputs(file, ids.map(rows -> tokens(rows, mask)), videos);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * The two halves out of one file each, or both out of one.
   *
   * @throws IOException as {@link #read(Path)}, and if two files have the same half
   */
  public static TensorInputs read(List<Path> files) throws IOException {
    TensorInputs all = read(files.getFirst());
    for (Path file : files.subList(1, files.size())) {
      all = all.with(read(file));
    }
    return all;
  }

  private TensorInputs with(TensorInputs other) throws IOException {
    if (tokens.isPresent() && other.tokens.isPresent()) {
      throw new IOException(other.file + ": has " + IDS + ", as another input has, " + file + ": give one of them");
    }
    if (videos.isPresent() && other.videos.isPresent()) {
      throw new IOException(other.file + ": has " + PIXELS + ", as another input has, " + file + ": give one of them");
    }
    return new TensorInputs(tokens.isPresent() ? file : other.file, tokens.or(other::tokens), videos.or(other::videos));
  }

  private static TokenBatch tokens(int[][] ids, Optional<int[][]> mask) {
    return mask.isPresent() ? TokenBatch.of(ids, mask.get()) : TokenBatch.of(ids);
  }

  private static String shown(Collection<String> names) {
    return String.join(", ", names.stream().limit(SHOWN).toList()) + (names.size() > SHOWN ? ", ..." : "");
  }

  /** @throws IOException if the texts are longer than the model's context */
  public void check(XClipConfig config) throws IOException {
    int context = config.text().maxPositionEmbeddings();
    int[][] ids = tokens.map(TokenBatch::inputIds).orElse(new int[0][]);
    if (ids.length > 0 && ids[0].length > context) {
      throw new IOException(
          file + ": input_ids is (" + ids.length + ", " + ids[0].length + "), but the model reads at most "
              + context + " tokens of a text (text_config.max_position_embeddings): shorten the texts");
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
      boolean mask = name.equals(MASK);
      if (values[i] < 0 || values[i] > (mask ? 1 : Integer.MAX_VALUE)) {
        throw new IOException(file + ": " + name + "[" + i / length + ", " + i % length + "] is " + values[i]
            + (mask ? ", it must be 1 for a token and 0 for padding" : ", which is no token id; ids count from 0"));
      }
      rows[i / length][i % length] = (int) values[i];
    }
    return Optional.of(rows);
  }

  private static Optional<VideoBatch> videos(Path file, StoredWeights stored) throws IOException {
    if (!stored.names().contains(PIXELS)) {
      return Optional.empty();
    }
    TensorInfo info = stored.info(PIXELS);
    if (!info.dtype().isFloat() || info.shape().size() != 5) {
      throw new IOException(file + ": " + PIXELS + " is " + info.dtype() + " " + info.shapeText()
          + ", it must hold floats, F32 (videos, frames, 3, height, width)"
          + (info.shape().size() == 4 ? "; the frames of one video are (1, frames, 3, height, width)" : ""));
    }
    int[] shape = info.shape().stream().mapToInt(Math::toIntExact).toArray();
    return Optional.of(VideoBatch.of(FloatArray.of(stored.floats(PIXELS), shape)));
  }
}
