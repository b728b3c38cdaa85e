/** Files that appear complete or not at all, and what downloads leave in the place of a file. */
@NullMarked
package io.github.xclip4j.internal.files;

import org.jspecify.annotations.NullMarked;
