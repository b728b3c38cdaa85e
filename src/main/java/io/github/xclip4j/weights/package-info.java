/**
 * Weights by their published names, from whatever file they are in: safetensors, PyTorch files, or made from the name.
 */
@NullMarked
package io.github.xclip4j.weights;

import org.jspecify.annotations.NullMarked;
