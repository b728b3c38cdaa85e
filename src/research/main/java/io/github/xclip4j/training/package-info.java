/** Training X-CLIP: a tape over the engine's operations, optimiser, schedule, and the loop around them. */
@NullMarked
package io.github.xclip4j.training;

import org.jspecify.annotations.NullMarked;
