@NullMarked
package io.github.xclip4j.benchmarks;

import org.jspecify.annotations.NullMarked;
