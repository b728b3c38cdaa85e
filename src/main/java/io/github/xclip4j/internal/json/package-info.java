/** Reads JSON with limits, and describes faults in one line. */
@NullMarked
package io.github.xclip4j.internal.json;

import org.jspecify.annotations.NullMarked;
