/** What backends with memory on the Java heap share. */
@NullMarked
package io.github.xclip4j.internal.backend.heap;

import org.jspecify.annotations.NullMarked;
