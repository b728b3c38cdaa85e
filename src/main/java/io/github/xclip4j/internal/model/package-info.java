/**
 * The architecture of X-CLIP, written once over {@link io.github.xclip4j.backend.Ops}: no arithmetic and no loop over
 * values here.
 *
 * <p>In the shapes of this package B is videos, T frames, P patches, D the vision width, E the joint width, K labels
 * and L tokens.
 */
@NullMarked
package io.github.xclip4j.internal.model;

import org.jspecify.annotations.NullMarked;
