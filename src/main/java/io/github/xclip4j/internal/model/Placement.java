package io.github.xclip4j.internal.model;

import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Tensor;

/**
 * Where a published tensor of a checkpoint went. Layers are fused and scaled when they are loaded; training and writing
 * checkpoints need the way back.
 */
public sealed interface Placement {
  /** The tensor's name in the checkpoint. */
  String name();

  /**
   * A weight (outputs, inputs), times {@code scale}, as outputs {@code firstOutput} and following of a layer.
   *
   * @param scale of the placed values; 1 for all but queries, which hold {@code 1/√headSize}
   */
  record Weight(String name, Linear layer, int firstOutput, double scale) implements Placement {}

  /** A bias, times {@code scale}, as that of outputs {@code firstOutput} and following of a layer. */
  record Bias(String name, Linear layer, int firstOutput, double scale) implements Placement {}

  /** A weight stored (inputs, outputs): its columns are the layer's outputs. */
  record TransposedWeight(String name, Linear layer) implements Placement {}

  /** A vector as (1, 1, n), a single value as (1, 1, 1), or a table as (1, rows, cols). */
  record Constant(String name, Tensor tensor) implements Placement {}
}
