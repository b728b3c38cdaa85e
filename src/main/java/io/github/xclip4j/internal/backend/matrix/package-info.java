/**
 * The CPU's matrix units: products and attention on native kernels ({@code src/main/c}), everything else as the SIMD backend
 * computes it.
 */
@NullMarked
package io.github.xclip4j.internal.backend.matrix;

import org.jspecify.annotations.NullMarked;
