package io.github.xclip4j.internal.backend.scalar;

import io.github.xclip4j.backend.Linear;

/**
 * Weights as they are written down.
 *
 * @param weight (outputs, inputs)
 * @param bias (outputs), zeros for a layer without
 */
record ScalarLinear(float[] weight, float[] bias) implements Linear.Weights {}
