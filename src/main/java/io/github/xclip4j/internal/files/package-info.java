/** Recognises files that are not what their names say. */
@NullMarked
package io.github.xclip4j.internal.files;

import org.jspecify.annotations.NullMarked;
