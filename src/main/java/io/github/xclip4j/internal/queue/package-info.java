/** Prepares the next videos while the model computes. */
@NullMarked
package io.github.xclip4j.internal.queue;

import org.jspecify.annotations.NullMarked;
