/** The dimensions and choices that define an X-CLIP model: the contents of {@code config.json}. */
@NullMarked
package io.github.xclip4j.config;

import org.jspecify.annotations.NullMarked;
