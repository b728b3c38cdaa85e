package io.github.xclip4j.backend;

/** What a {@link Backend} keeps until it is closed or the resource is {@linkplain Backend#release released}. */
public sealed interface Resource permits Constant, Linear {}
