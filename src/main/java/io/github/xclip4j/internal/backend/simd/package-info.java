/** Backends on the CPU: the scalar one, which is the specification, and the one on the Vector API. */
@NullMarked
package io.github.xclip4j.internal.backend.simd;

import org.jspecify.annotations.NullMarked;
