/** What training and evaluation add to the command. */
@NullMarked
package io.github.xclip4j.research;

import org.jspecify.annotations.NullMarked;
