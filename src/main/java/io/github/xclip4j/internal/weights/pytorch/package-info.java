/**
 * PyTorch files, read without executing anything: a closed list of what a pickle may build, inert records for the rest.
 */
@NullMarked
package io.github.xclip4j.internal.weights.pytorch;

import org.jspecify.annotations.NullMarked;
