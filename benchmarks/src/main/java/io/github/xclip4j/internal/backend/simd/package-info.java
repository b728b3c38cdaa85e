/** What benchmarks need of kernels that are no operation of a backend. */
@NullMarked
package io.github.xclip4j.internal.backend.simd;

import org.jspecify.annotations.NullMarked;
