package io.github.xclip4j.cli;

import java.util.List;

/** Commands that another jar adds to {@code xclip4j}; found through {@link java.util.ServiceLoader}. */
public interface Subcommands {
  /** New picocli command objects, each annotated with its name. */
  List<Object> commands();
}
