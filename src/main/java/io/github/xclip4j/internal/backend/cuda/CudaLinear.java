package io.github.xclip4j.internal.backend.cuda;

import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.internal.backend.cuda.TensorMaps.TensorMap;
import java.util.Optional;

/**
 * Weights on the device, row by row.
 *
 * @param weight address of (outputs, stride) in {@code type}, zeros after the last input
 * @param stride inputs, rounded up so that every row begins at a multiple of 16 bytes
 * @param bias address of {@code outputs} floats, or 0
 * @param storedBias address of the same in {@code type}, or 0
 * @param map of the weight, where the warpgroup kernels can be used
 */
record CudaLinear(int outputs, int inputs, ElementType type, long weight, int stride,
    long bias, long storedBias, Optional<TensorMap> map)
    implements Linear.Weights {}
