package io.github.xclip4j.cli.features;

import io.github.xclip4j.FloatArray;
import io.github.xclip4j.VideoFeatures;
import io.github.xclip4j.XClip;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Files of video features: all that scoring needs of videos, kept in place of them. A safetensors file of
 * {@code video_features} [videos, E] and {@code patch_features} [videos, patches, E] in F32, so that scores are those of
 * the videos themselves, to the bit.
 */
public final class FeatureFile {
  private static final String KIND = "feature file";
  private static final String EMBEDDINGS = "video_features";
  private static final String PATCHES = "patch_features";

  private FeatureFile() {}

  /** @param video what it is called */
  public record Entry(String video, VideoFeatures features) {}

  /**
   * Writes features; the file appears complete.
   *
   * @param model that computed all of them
   * @throws IllegalArgumentException if there are none, or some are another model's
   */
  public static void write(Path file, XClip model, List<Entry> entries) throws IOException {
    if (entries.isEmpty()) {
      throw new IllegalArgumentException(file + ": there are no features to write: give at least one video");
    }
    List<FloatArray> embeddings = new ArrayList<>();
    List<FloatArray> patches = new ArrayList<>();
    for (Entry entry : entries) {
      if (!entry.features.model().equals(model.fingerprint())) {
        throw new IllegalArgumentException(entry.video + ": the features are of the model " + entry.features.model()
            + ", not of " + model.fingerprint());
      }
      embeddings.add(entry.features.embedding());
      patches.add(entry.features.patches());
    }
    Map<String, FloatArray> tensors = new LinkedHashMap<>();
    tensors.put(EMBEDDINGS, stacked(embeddings));
    tensors.put(PATCHES, stacked(patches));
    new KeptFile(KIND, model.fingerprint(), model.backend().name(), entries.stream().map(Entry::video).toList(),
        tensors)
        .write(file);
  }

  private static FloatArray stacked(List<FloatArray> arrays) {
    int each = arrays.getFirst().values().length;
    int[] inner = arrays.getFirst().shape();
    int[] shape = new int[inner.length + 1];
    shape[0] = arrays.size();
    System.arraycopy(inner, 0, shape, 1, inner.length);
    float[] values = new float[Math.multiplyExact(arrays.size(), each)];
    for (int i = 0; i < arrays.size(); i++) {
      System.arraycopy(arrays.get(i).values(), 0, values, i * each, each);
    }
    return FloatArray.of(values, shape);
  }

  /**
   * Reads features.
   *
   * @param model that computed them; the file of another one is refused by its name
   * @throws IOException if the file cannot be read, or is another model's
   */
  public static List<Entry> read(Path file, XClip model) throws IOException {
    KeptFile kept = KeptFile.read(file, KIND, model, EMBEDDINGS, PATCHES);
    FloatArray embeddings = kept.tensors().get(EMBEDDINGS);
    FloatArray patches = kept.tensors().get(PATCHES);
    int[] shape = patches.shape();
    if (shape.length != 3 || shape[2] != embeddings.dimension(1)) {
      throw new IOException(file + ": the embeddings are " + embeddings + " and the patches " + patches
          + ": the file is damaged, compute it anew");
    }
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < kept.names().size(); i++) {
      entries.add(new Entry(kept.names().get(i), new VideoFeatures(model.fingerprint(),
          FloatArray.of(embeddings.row(i), shape[2]), FloatArray.of(patches.row(i), shape[1], shape[2]))));
    }
    return entries;
  }
}
