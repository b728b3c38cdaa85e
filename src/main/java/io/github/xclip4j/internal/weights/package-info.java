/** Files of weights: safetensors, PyTorch's, shards; what a checkpoint must hold. */
@NullMarked
package io.github.xclip4j.internal.weights;

import org.jspecify.annotations.NullMarked;
