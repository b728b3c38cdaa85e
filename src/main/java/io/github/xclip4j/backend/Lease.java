package io.github.xclip4j.backend;

/**
 * Which contexts a tensor or a layer may be used in, and until when: scratch in its own context until its scope closes, a
 * constant or a layer in every context of its backend until it is released. Opaque to backends, which hand it through.
 */
public interface Lease {
  /** Of tensors that kernels make for their own use: no context takes them. */
  Lease NONE = new Lease() {
    @Override
    public boolean covers(Context user) {
      return false;
    }

    @Override
    public boolean isOver() {
      return false;
    }

    @Override
    public String refusal(Context user) {
      return "belongs to no context";
    }
  };

  /** Whether {@code user} may use it now. */
  boolean covers(Context user);

  /** Whether no context may use it any more: its scope has closed, or it was released. */
  boolean isOver();

  /** Why {@code user} may not, to follow its name in a sentence: {@code "was released"}. */
  String refusal(Context user);
}
