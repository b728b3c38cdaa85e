/** Reads {@code config.json} and preprocessor configs. */
@NullMarked
package io.github.xclip4j.internal.config;

import org.jspecify.annotations.NullMarked;
