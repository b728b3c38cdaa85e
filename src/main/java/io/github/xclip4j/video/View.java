package io.github.xclip4j.video;

/**
 * One of several views of a video: some of its frames, cropped in some way. Evaluation protocols average over views,
 * four clips by three crops for example.
 */
public record View(FrameSampler sampler, FrameProcessor processor) {}
