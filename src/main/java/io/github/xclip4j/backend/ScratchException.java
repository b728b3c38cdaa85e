package io.github.xclip4j.backend;

/** A context's scratch memory cannot be had. */
public final class ScratchException extends IllegalStateException {
  private static final long serialVersionUID = 1L;
  private final long availableElements;

  /** @param availableElements the largest scratch that could be had, in float elements */
  public ScratchException(String message, long availableElements) {
    super(message);
    this.availableElements = availableElements;
  }

  /** The largest scratch that could be had, in float elements. */
  public long availableElements() {
    return availableElements;
  }
}
