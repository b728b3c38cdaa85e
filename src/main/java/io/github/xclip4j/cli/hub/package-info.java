/** Fetches checkpoints from the Hugging Face hub into the cache that all of its clients share. */
@NullMarked
package io.github.xclip4j.cli.hub;

import org.jspecify.annotations.NullMarked;
