/** Finds models in the cache that the clients of the Hugging Face hub share, without network. */
@NullMarked
package io.github.xclip4j.internal.hub;

import org.jspecify.annotations.NullMarked;
