package io.github.xclip4j.internal.backend;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Ops;
import io.github.xclip4j.backend.Tensor;

/**
 * The operations of every context: {@link ShapeChecks} first, then the backend's own, so that kernels can trust their
 * arguments.
 */
public final class CheckedOps implements Ops {
  private final CheckedContext context;
  private final ShapeChecks checks;
  private final Ops ops;

  CheckedOps(CheckedContext context, ShapeChecks checks, Ops ops) {
    this.context = context;
    this.checks = checks;
    this.ops = ops;
  }

  @Override
  public void linear(Tensor out, Tensor x, Linear layer, Activation activation) {
    context.enter();
    try {
      checks.linear(out, x, layer, activation);
      ops.linear(out, x, layer, activation);
    } finally {
      context.leave();
    }
  }

  @Override
  public void linearAdd(Tensor out, Tensor x, Linear layer) {
    context.enter();
    try {
      checks.linearAdd(out, x, layer);
      ops.linearAdd(out, x, layer);
    } finally {
      context.leave();
    }
  }

  @Override
  public void layerNorm(Tensor out, Tensor x, Tensor gamma, Tensor beta, float epsilon) {
    context.enter();
    try {
      checks.layerNorm(out, x, gamma, beta, epsilon);
      ops.layerNorm(out, x, gamma, beta, epsilon);
    } finally {
      context.leave();
    }
  }

  @Override
  public void attention(Tensor out, Tensor q, Tensor k, Tensor v, int heads, Mask mask) {
    context.enter();
    try {
      checks.attention(out, q, k, v, heads, mask);
      ops.attention(out, q, k, v, heads, mask);
    } finally {
      context.leave();
    }
  }

  @Override
  public void attentionWeights(Tensor out, Tensor q, Tensor k, int heads, Mask mask) {
    context.enter();
    try {
      checks.attentionWeights(out, q, k, heads, mask);
      ops.attentionWeights(out, q, k, heads, mask);
    } finally {
      context.leave();
    }
  }

  @Override
  public void patches(Tensor out, Tensor pixels, int channels, int patchSize) {
    context.enter();
    try {
      checks.patches(out, pixels, channels, patchSize);
      ops.patches(out, pixels, channels, patchSize);
    } finally {
      context.leave();
    }
  }

  @Override
  public void lookup(Tensor out, Tensor table, int[] rows) {
    context.enter();
    try {
      checks.lookup(out, table, rows);
      ops.lookup(out, table, rows);
    } finally {
      context.leave();
    }
  }

  @Override
  public void copy(Tensor out, Tensor x) {
    context.enter();
    try {
      checks.copy(out, x);
      ops.copy(out, x);
    } finally {
      context.leave();
    }
  }

  @Override
  public void add(Tensor out, Tensor x) {
    context.enter();
    try {
      checks.add(out, x);
      ops.add(out, x);
    } finally {
      context.leave();
    }
  }

  @Override
  public void addScaled(Tensor out, Tensor x, Tensor scale) {
    context.enter();
    try {
      checks.addScaled(out, x, scale);
      ops.addScaled(out, x, scale);
    } finally {
      context.leave();
    }
  }

  @Override
  public void mean(Tensor out, Tensor x) {
    context.enter();
    try {
      checks.mean(out, x);
      ops.mean(out, x);
    } finally {
      context.leave();
    }
  }

  @Override
  public void meanGroups(Tensor out, Tensor x) {
    context.enter();
    try {
      checks.meanGroups(out, x);
      ops.meanGroups(out, x);
    } finally {
      context.leave();
    }
  }

  @Override
  public void normalize(Tensor out, Tensor x) {
    context.enter();
    try {
      checks.normalize(out, x);
      ops.normalize(out, x);
    } finally {
      context.leave();
    }
  }

  @Override
  public void scores(Tensor out, Tensor video, Tensor text, Tensor logitScale) {
    context.enter();
    try {
      checks.scores(out, video, text, logitScale);
      ops.scores(out, video, text, logitScale);
    } finally {
      context.leave();
    }
  }
}
