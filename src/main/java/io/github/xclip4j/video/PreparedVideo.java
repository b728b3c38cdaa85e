package io.github.xclip4j.video;

/**
 * Frames of a video, preprocessed.
 *
 * @param pixels one frame for each index of the sample, in its order
 * @param sample which frames they are
 */
public record PreparedVideo(Pixels pixels, FrameSample sample) {}
