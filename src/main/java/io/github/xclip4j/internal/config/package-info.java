/** Reads and writes {@code config.json}; the published checkpoints. */
@NullMarked
package io.github.xclip4j.internal.config;

import org.jspecify.annotations.NullMarked;
