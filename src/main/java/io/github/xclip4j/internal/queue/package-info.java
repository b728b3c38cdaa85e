/** Preparing what the model will look at next while it computes. */
@NullMarked
package io.github.xclip4j.internal.queue;

import org.jspecify.annotations.NullMarked;
