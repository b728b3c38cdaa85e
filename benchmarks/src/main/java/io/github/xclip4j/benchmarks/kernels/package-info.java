/** JMH benchmarks of single operations, each verified against the scalar backend or sums in double before timing. */
@NullMarked
package io.github.xclip4j.benchmarks.kernels;

import org.jspecify.annotations.NullMarked;
