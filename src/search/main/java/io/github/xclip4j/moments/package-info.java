/**
 * What happens when in a video of any length: windows in real time, scored one after the other while the video is
 * decoded once, and the segments in which a label fits.
 */
@NullMarked
package io.github.xclip4j.moments;

import org.jspecify.annotations.NullMarked;
