package io.github.xclip4j.training;

import io.github.xclip4j.FloatArray;
import io.github.xclip4j.lists.Seeds;
import io.github.xclip4j.lists.VideoEntry;
import io.github.xclip4j.lists.VideoRoot;
import io.github.xclip4j.pixels.AuthorsSampling;
import io.github.xclip4j.video.FrameProcessor;
import io.github.xclip4j.video.FrameSampler;
import io.github.xclip4j.video.Pixels;
import java.io.IOException;
import java.util.List;
import java.util.Random;

/** The videos of a list as samples. */
public final class ListedSamples implements Samples {
  private final List<VideoEntry> entries;
  private final VideoRoot root;
  private final VideoRoot.Opener opener;
  private final int frames;
  private final Preparation preparation;

  /** How frames are chosen, and made to pixels. */
  private interface Preparation {
    FrameSampler sampler(String name, int epoch);

    FrameProcessor processor(String name, int epoch);
  }

  private ListedSamples(List<VideoEntry> entries, VideoRoot root, VideoRoot.Opener opener, int frames,
      Preparation preparation) {
    this.entries = List.copyOf(entries);
    this.root = root;
    this.opener = opener;
    this.frames = frames;
    this.preparation = preparation;
  }

  /**
   * Videos as they are scored: the same frames and pixels in every epoch.
   *
   * @param entries each with one label
   * @param frames T, that the model looks at
   */
  public static ListedSamples plain(List<VideoEntry> entries, VideoRoot root, VideoRoot.Opener opener, int frames,
      FrameProcessor processor) {
    return new ListedSamples(entries, root, opener, frames, new Preparation() {
      @Override
      public FrameSampler sampler(String name, int epoch) {
        return AuthorsSampling.singleView();
      }

      @Override
      public FrameProcessor processor(String name, int epoch) {
        return processor;
      }
    });
  }

  /**
   * Videos with the authors' augmentation, drawn for each video and epoch by the seed.
   *
   * @param size pixels of a side that the model takes
   */
  public static ListedSamples augmented(List<VideoEntry> entries, VideoRoot root, VideoRoot.Opener opener, int frames,
      int size, long seed) {
    return new ListedSamples(entries, root, opener, frames, new Preparation() {
      @Override
      public FrameSampler sampler(String name, int epoch) {
        return AuthorsSampling.training(Seeds.of(seed, "frames", epoch), name, 0);
      }

      @Override
      public FrameProcessor processor(String name, int epoch) {
        return new AugmentedPixels(size, new Random(Seeds.of(seed, "pixels", epoch, name)));
      }
    });
  }

  @Override
  public int count() {
    return entries.size();
  }

  @Override
  public String name(int index) {
    return entries.get(index).key();
  }

  @Override
  public int label(int index) {
    return entries.get(index).label().orElseThrow(
        () -> new IllegalArgumentException(name(index) + " has no class, or several: one is needed to learn from it"));
  }

  @Override
  public VideoInput load(int index, int epoch) throws IOException {
    VideoEntry entry = entries.get(index);
    String name = entry.key();
    Pixels pixels = root.with(entry, opener,
        video -> video.prepare(preparation.sampler(name, epoch), frames, preparation.processor(name, epoch))).pixels();
    return new VideoInput.Pixels(
        FloatArray.of(pixels.values(), 1, pixels.count(), 3, pixels.height(), pixels.width()));
  }
}
