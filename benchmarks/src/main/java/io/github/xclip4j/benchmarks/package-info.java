/** Measures the engine against the machine's own peak and against ONNX Runtime in the same run. */
@NullMarked
package io.github.xclip4j.benchmarks;

import org.jspecify.annotations.NullMarked;
