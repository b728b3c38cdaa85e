/** Tests of training. */
@NullMarked
package io.github.xclip4j.training;

import org.jspecify.annotations.NullMarked;
