/** From a video to pixels: decoding, the choice of frames, and the image processor's arithmetic. */
@NullMarked
package io.github.xclip4j.video;

import org.jspecify.annotations.NullMarked;
