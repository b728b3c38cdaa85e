package io.github.xclip4j.evaluation;

import io.github.xclip4j.video.Pixels;
import java.util.List;

/**
 * A video's views, ready for the model.
 *
 * @param views crop by crop, for each clip by clip
 * @param frames how many frames the video has
 * @param clips the frames of each clip
 * @param notes what a user should know of the video
 */
public record Prepared(List<Pixels> views, int frames, List<int[]> clips, List<String> notes) {}
