/** Frames and pixels as the authors of X-CLIP made them for training and evaluation, to the bit. */
@NullMarked
package io.github.xclip4j.pixels;

import org.jspecify.annotations.NullMarked;
