/** The command line: {@code xclip4j}. */
@NullMarked
package io.github.xclip4j.cli;

import org.jspecify.annotations.NullMarked;
