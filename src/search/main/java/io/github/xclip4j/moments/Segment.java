package io.github.xclip4j.moments;

/**
 * A part of a video that a label fits.
 *
 * @param label its place among the labels, from 0
 * @param start seconds
 * @param end seconds
 * @param score the mean of the label's scores in the windows of the segment
 * @param peak the highest of them
 */
public record Segment(int label, double start, double end, double score, double peak) {}
