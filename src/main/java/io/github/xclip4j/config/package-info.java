/** The sizes and choices that make one X-CLIP model: what {@code config.json} says. */
@NullMarked
package io.github.xclip4j.config;

import org.jspecify.annotations.NullMarked;
