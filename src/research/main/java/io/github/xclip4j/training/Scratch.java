package io.github.xclip4j.training;

import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Lease;
import io.github.xclip4j.backend.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a tape knows of scratch that was allocated on it; the lease of that scratch, so that every view leads here. Whether
 * it may be used decides the context below.
 */
final class Scratch implements Lease {
  private final Lease lease;
  private final Tensor value;
  private final List<Saved> saved = new ArrayList<>(); // references, which the next write there turns into copies
  private @Nullable Tensor twin;
  private boolean active;
  private boolean touched;

  /** @param allocated by the context below */
  Scratch(Tensor allocated) {
    lease = allocated.lease();
    value = Tensor.dense(this, allocated.memory(), allocated.offset(), allocated.groups(), allocated.rows(),
        allocated.cols());
  }

  Tensor value() {
    return value;
  }

  /** Whether any of it depends on a trained parameter. */
  boolean isActive() {
    return active;
  }

  /** @return whether nothing of it did before */
  boolean activate() {
    boolean fresh = !active;
    active = true;
    return fresh;
  }

  /** Allocates its gradient, whose values are anything until it is {@linkplain #touch touched}. */
  void setTwin(Tensor allocated) {
    twin = allocated;
    touched = false;
  }

  Tensor twin() {
    Tensor known = twin;
    if (known == null) {
      throw new IllegalStateException("the gradient of " + value + " is asked for before the way back has come to it");
    }
    return known;
  }

  /** @return whether it is the first time, and the twin must be cleared */
  boolean touch() {
    boolean first = !touched;
    touched = true;
    return first;
  }

  /** Whether anything has been added to its gradient. */
  boolean hasGradient() {
    return touched;
  }

  /** The gradient of a view. */
  Tensor gradient(Tensor view) {
    return view.within(value, twin());
  }

  Saved save(Tensor view) {
    for (Saved each : saved) {
      if (each.view().sameView(view)) {
        return each;
      }
    }
    Saved reference = new Saved(view);
    saved.add(reference);
    return reference;
  }

  /** The references to values that writing to {@code out} changes; they are taken off the list. */
  List<Saved> takeSavedWhere(Tensor out) {
    List<Saved> overwritten = saved.stream().filter(each -> single(each.view()).overlaps(out)).toList();
    saved.removeAll(overwritten);
    return overwritten;
  }

  /** Drops all references: their adjoints are done. */
  void forgetSaved() {
    saved.clear();
  }

  private static Tensor single(Tensor view) {
    return view.isRepeated() ? view.groupRange(0, 1) : view;
  }

  @Override
  public boolean covers(Context user) {
    return lease.covers(user);
  }

  @Override
  public boolean isOver() {
    return lease.isOver();
  }

  @Override
  public String refusal(Context user) {
    return lease.refusal(user);
  }
}
