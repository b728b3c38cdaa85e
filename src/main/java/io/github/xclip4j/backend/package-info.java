/**
 * What the model is computed on. The architecture in {@code io.github.xclip4j.internal.model} is written once over
 * {@link io.github.xclip4j.backend.Ops}; a {@link io.github.xclip4j.backend.Backend} is one implementation of it.
 *
 * <h2>Words</h2>
 * <dl>
 * <dt>{@linkplain io.github.xclip4j.backend.Context context}</dt>
 * <dd>A queue of work and its scratch memory, for one thread.</dd>
 * <dt>scratch</dt>
 * <dd>Memory of a context that is given back scope by scope.</dd>
 * <dt>{@linkplain io.github.xclip4j.backend.Tensor tensor}</dt>
 * <dd>A view of groups × rows × columns.</dd>
 * <dt>stream, operand, input of linear layers</dt>
 * <dd>The {@linkplain io.github.xclip4j.backend.Use use} of a tensor. Streams change in place; the others are written once.
 * </dd>
 * <dt>{@linkplain io.github.xclip4j.backend.Adjoints adjoint}</dt>
 * <dd>The operation that turns the gradient of a result into gradients of the inputs.</dd>
 * <dt>{@linkplain io.github.xclip4j.backend.Linear.Part part}</dt>
 * <dd>Consecutive outputs of a layer that is trained: a published weight, and its bias.</dd>
 * <dt>panel, tile</dt>
 * <dd>Rows or columns as a kernel reads them, and what it keeps in registers.</dd>
 * <dt>lane</dt>
 * <dd>A lane of a SIMD register or a thread of a warp, and nothing else.</dd>
 * </dl>
 */
@NullMarked
package io.github.xclip4j.backend;

import org.jspecify.annotations.NullMarked;
