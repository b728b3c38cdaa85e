package io.github.xclip4j.backend;

/** Something a {@link Backend} keeps until it is closed: a constant {@link Tensor} or a {@link Linear}. */
public sealed interface Resource permits Tensor, Linear {}
