package io.github.xclip4j.backend;

/**
 * Values that a backend keeps: made by {@link Backend#constant} or {@link Context#keep}, given back by
 * {@link Backend#release}.
 *
 * @param tensor the values, to be read by the operations of every context of that backend; changed only while no other
 *     context reads them, as training does
 */
public record Constant(Tensor tensor) implements Resource {}
