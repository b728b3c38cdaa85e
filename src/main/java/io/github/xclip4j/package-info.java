/**
 * X-CLIP on the JVM: load a checkpoint with {@link io.github.xclip4j.XClip}, encode labels once, classify videos.
 */
@NullMarked
package io.github.xclip4j;

import org.jspecify.annotations.NullMarked;
