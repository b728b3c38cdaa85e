/** The specification of all backends, in plain loops with sums in double. */
@NullMarked
package io.github.xclip4j.internal.backend.scalar;

import org.jspecify.annotations.NullMarked;
