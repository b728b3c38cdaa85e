/**
 * What the model is computed on. The architecture in {@code io.github.xclip4j.internal.model} is written once over
 * {@link io.github.xclip4j.backend.Ops}; a {@link io.github.xclip4j.backend.Backend} is one implementation of it.
 */
@NullMarked
package io.github.xclip4j.backend;

import org.jspecify.annotations.NullMarked;
