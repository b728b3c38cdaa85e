/** Text to token ids and back, as CLIP's byte-level byte-pair encoding does it. */
@NullMarked
package io.github.xclip4j.text;

import org.jspecify.annotations.NullMarked;
