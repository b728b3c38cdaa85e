/** What contexts of every backend share: checks, planning of scratch. */
@NullMarked
package io.github.xclip4j.internal.backend;

import org.jspecify.annotations.NullMarked;
