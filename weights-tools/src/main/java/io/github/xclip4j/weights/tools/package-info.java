/** Converting, making, inspecting, verifying and quantising checkpoints: {@code xclip4j weights}. */
@NullMarked
package io.github.xclip4j.weights.tools;

import org.jspecify.annotations.NullMarked;
