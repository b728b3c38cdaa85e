package io.github.xclip4j.evaluation;

import io.github.xclip4j.pixels.AuthorsPixels;
import io.github.xclip4j.pixels.AuthorsSampling;
import io.github.xclip4j.video.CropPosition;
import io.github.xclip4j.video.FrameProcessor;
import io.github.xclip4j.video.FrameSampler;
import io.github.xclip4j.video.ImageProcessor;
import io.github.xclip4j.video.PreparedVideo;
import io.github.xclip4j.video.Video;
import io.github.xclip4j.video.View;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The views of each video: every clip in every crop, crop by crop. One clip takes the middles of equal segments, several
 * are drawn at random, by the video's name, so that neither the order of videos nor threads matter.
 */
public final class ViewPlan {
  private final int clips;
  private final List<FrameProcessor> processors;
  private final List<String> crops;
  private final long seed;

  /** Who makes the pixels. */
  public enum PixelKind {
    /** The authors' resize, crops and normalisation. */
    AUTHORS,
    /** What the checkpoint's {@code preprocessor_config.json} says. */
    PROCESSOR
  }

  private ViewPlan(int clips, List<FrameProcessor> processors, List<String> crops, long seed) {
    this.clips = clips;
    this.processors = processors;
    this.crops = crops;
    this.seed = seed;
  }

  /**
   * Views with the authors' pixels.
   *
   * @param clips at least 1
   * @param crops 1 or 3
   * @param size pixels of a side that the model takes
   * @throws IllegalArgumentException for another number of clips or crops
   */
  public static ViewPlan authors(int clips, int crops, long seed, int size) {
    List<AuthorsPixels> processors = check(clips, crops) == 1
        ? List.of(AuthorsPixels.single(size))
        : AuthorsPixels.three(size);
    return new ViewPlan(clips, List.copyOf(processors), names(crops), seed);
  }

  /**
   * Views with a checkpoint's own preprocessing.
   *
   * @throws IllegalArgumentException for another number of clips or crops, or if it does not crop
   */
  public static ViewPlan processor(int clips, int crops, long seed, ImageProcessor images) {
    List<FrameProcessor> processors = check(clips, crops) == 1
        ? List.of(images)
        : List.of(images.withCrop(CropPosition.START), images.withCrop(CropPosition.END),
            images.withCrop(CropPosition.CENTER));
    return new ViewPlan(clips, processors, names(crops), seed);
  }

  private static int check(int clips, int crops) {
    if (clips < 1 || crops != 1 && crops != 3) {
      throw new IllegalArgumentException(clips + " clips and " + crops
          + " crops: at least one clip is needed, and one crop or three");
    }
    return crops;
  }

  private static List<String> names(int crops) {
    List<CropPosition> positions = crops == 1
        ? List.of(CropPosition.CENTER)
        : List.of(CropPosition.START, CropPosition.END, CropPosition.CENTER);
    return positions.stream().map(position -> position.name().toLowerCase(Locale.ROOT)).toList();
  }

  /** Views of each video. */
  public int views() {
    return clips * processors.size();
  }

  /** Where each clip is cropped, in the order of the views. */
  public List<String> crops() {
    return crops;
  }

  /**
   * Takes the views out of a video, decoding it once.
   *
   * @param name of the video, which decides about the frames of several clips
   * @param frames T, the frames the model looks at
   * @throws IOException if it cannot be decoded; the message says why
   */
  public Prepared prepare(Video video, String name, int frames) throws IOException {
    List<View> views = new ArrayList<>();
    List<FrameSampler> samplers = new ArrayList<>();
    for (int clip = 0; clip < clips; clip++) {
      samplers.add(clips == 1 ? AuthorsSampling.singleView() : AuthorsSampling.training(seed, name, clip));
    }
    for (FrameProcessor processor : processors) {
      samplers.forEach(sampler -> views.add(new View(sampler, processor)));
    }
    return prepared(video.prepare(views, frames), video.description(), name);
  }

  /** @param description what notes call the video, which may be a path of this machine */
  private Prepared prepared(List<PreparedVideo> views, String description, String name) {
    Set<String> notes = new LinkedHashSet<>();
    views.forEach(view -> view.sample().notes().forEach(note -> notes.add(note.replace(description, name))));
    return new Prepared(views.stream().map(PreparedVideo::pixels).toList(), views.getFirst().sample().available(),
        views.subList(0, clips).stream().map(view -> view.sample().indices()).toList(), List.copyOf(notes));
  }
}
