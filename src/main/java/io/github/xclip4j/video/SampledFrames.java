package io.github.xclip4j.video;

/**
 * Frames of a video at full size.
 *
 * @param frames one for each index of the sample, in its order
 * @param sample which frames they are
 */
public record SampledFrames(Frames frames, FrameSample sample) {}
