/** JSON trees with limits, and what is wrong with a file in words. */
@NullMarked
package io.github.xclip4j.internal.json;

import org.jspecify.annotations.NullMarked;
