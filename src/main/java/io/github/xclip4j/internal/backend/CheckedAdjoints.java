package io.github.xclip4j.internal.backend;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Adjoints;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Tensor;

/** The adjoints of every context: {@link AdjointChecks} first, then the backend's own, as {@link CheckedOps}. */
final class CheckedAdjoints implements Adjoints {
  private final CheckedContext context;
  private final AdjointChecks checks;
  private final Adjoints adjoints;

  CheckedAdjoints(CheckedContext context, AdjointChecks checks, Adjoints adjoints) {
    this.context = context;
    this.checks = checks;
    this.adjoints = adjoints;
  }

  @Override
  public void clear(Tensor out) {
    context.enter();
    try {
      checks.clear(out);
      adjoints.clear(out);
    } finally {
      context.leave();
    }
  }

  @Override
  public void scale(Tensor out, Tensor x, float factor) {
    context.enter();
    try {
      checks.scale(out, x, factor);
      adjoints.scale(out, x, factor);
    } finally {
      context.leave();
    }
  }

  @Override
  public void productAdd(Tensor out, Tensor a, Tensor b, Transposed transposed) {
    context.enter();
    try {
      checks.productAdd(out, a, b, transposed);
      adjoints.productAdd(out, a, b, transposed);
    } finally {
      context.leave();
    }
  }

  @Override
  public void sumAdd(Tensor out, Tensor x) {
    context.enter();
    try {
      checks.sumAdd(out, x);
      adjoints.sumAdd(out, x);
    } finally {
      context.leave();
    }
  }

  @Override
  public void dotAdd(Tensor out, Tensor x, Tensor y) {
    context.enter();
    try {
      checks.dotAdd(out, x, y);
      adjoints.dotAdd(out, x, y);
    } finally {
      context.leave();
    }
  }

  @Override
  public void columnDotsAdd(Tensor out, Tensor x, Tensor y) {
    context.enter();
    try {
      checks.columnDotsAdd(out, x, y);
      adjoints.columnDotsAdd(out, x, y);
    } finally {
      context.leave();
    }
  }

  @Override
  public void activate(Tensor out, Tensor x, Activation activation) {
    context.enter();
    try {
      checks.activate(out, x, activation);
      adjoints.activate(out, x, activation);
    } finally {
      context.leave();
    }
  }

  @Override
  public void activateAdjoint(Tensor dX, Tensor x, Tensor dOut, Activation activation) {
    context.enter();
    try {
      checks.activateAdjoint(dX, x, dOut, activation);
      adjoints.activateAdjoint(dX, x, dOut, activation);
    } finally {
      context.leave();
    }
  }

  @Override
  public void layerNormAdjoint(Tensor dX, Tensor x, Tensor dOut, Tensor gamma, float epsilon) {
    context.enter();
    try {
      checks.layerNormAdjoint(dX, x, dOut, gamma, epsilon);
      adjoints.layerNormAdjoint(dX, x, dOut, gamma, epsilon);
    } finally {
      context.leave();
    }
  }

  @Override
  public void normalizedDotsAdd(Tensor dGamma, Tensor x, Tensor dOut, float epsilon) {
    context.enter();
    try {
      checks.normalizedDotsAdd(dGamma, x, dOut, epsilon);
      adjoints.normalizedDotsAdd(dGamma, x, dOut, epsilon);
    } finally {
      context.leave();
    }
  }

  @Override
  public void normalizeAdjoint(Tensor dX, Tensor x, Tensor dOut) {
    context.enter();
    try {
      checks.normalizeAdjoint(dX, x, dOut);
      adjoints.normalizeAdjoint(dX, x, dOut);
    } finally {
      context.leave();
    }
  }

  @Override
  public void softmaxAdjoint(Tensor dScores, Tensor p, Tensor dP) {
    context.enter();
    try {
      checks.softmaxAdjoint(dScores, p, dP);
      adjoints.softmaxAdjoint(dScores, p, dP);
    } finally {
      context.leave();
    }
  }

  @Override
  public void attentionAdjoint(Attended d, Attended x, Tensor dOut, int heads, Mask mask) {
    context.enter();
    try {
      checks.attentionAdjoint(d, x, dOut, heads, mask);
      adjoints.attentionAdjoint(d, x, dOut, heads, mask);
    } finally {
      context.leave();
    }
  }

  @Override
  public void meanAdjoint(Tensor dX, Tensor dOut) {
    context.enter();
    try {
      checks.meanAdjoint(dX, dOut);
      adjoints.meanAdjoint(dX, dOut);
    } finally {
      context.leave();
    }
  }

  @Override
  public void meanGroupsAdjoint(Tensor dX, Tensor dOut) {
    context.enter();
    try {
      checks.meanGroupsAdjoint(dX, dOut);
      adjoints.meanGroupsAdjoint(dX, dOut);
    } finally {
      context.leave();
    }
  }

  @Override
  public void lookupAdjoint(Tensor dTable, Tensor dOut, int[] rows) {
    context.enter();
    try {
      checks.lookupAdjoint(dTable, dOut, rows);
      adjoints.lookupAdjoint(dTable, dOut, rows);
    } finally {
      context.leave();
    }
  }

  @Override
  public void scoresAdjoint(Tensor dVideo, Tensor dText, Tensor dOut, Tensor video, Tensor text, Tensor logitScale) {
    context.enter();
    try {
      checks.scoresAdjoint(dVideo, dText, dOut, video, text, logitScale);
      adjoints.scoresAdjoint(dVideo, dText, dOut, video, text, logitScale);
    } finally {
      context.leave();
    }
  }

  @Override
  public void pack(Linear layer) {
    context.enter();
    try {
      checks.pack(layer);
      adjoints.pack(layer);
    } finally {
      context.leave();
    }
  }

  @Override
  public void adamw(Tensor weight, Tensor gradient, Tensor moments, Tensor step) {
    context.enter();
    try {
      checks.adamw(weight, gradient, moments, step);
      adjoints.adamw(weight, gradient, moments, step);
    } finally {
      context.leave();
    }
  }
}
