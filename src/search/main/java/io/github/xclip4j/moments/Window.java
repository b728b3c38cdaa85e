package io.github.xclip4j.moments;

import io.github.xclip4j.video.Pixels;

/**
 * A part of a video, ready for the model.
 *
 * @param start seconds, by the video's own clock
 * @param end seconds
 * @param pixels of the model's number of frames
 * @param frameTimes seconds, by the video's own clock, of each of these frames; some are one and the same frame where the
 *     video has fewer
 */
public record Window(double start, double end, Pixels pixels, double[] frameTimes) {}
