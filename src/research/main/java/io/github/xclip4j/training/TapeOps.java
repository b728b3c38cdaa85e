package io.github.xclip4j.training;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Adjoints;
import io.github.xclip4j.backend.Adjoints.Attended;
import io.github.xclip4j.backend.Adjoints.Transposed;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Ops;
import io.github.xclip4j.backend.Tensor;
import java.util.function.Consumer;

/** The operations of a {@link Tape}: carried out on the context below, and remembered where a gradient goes through. */
final class TapeOps implements Ops {
  private final Tape tape;
  private final Context below;

  TapeOps(Tape tape, Context below) {
    this.tape = tape;
    this.below = below;
  }

  private Ops ops() {
    return below.ops();
  }

  private Adjoints adjoints() {
    return below.adjoints();
  }

  private Tensor like(Tensor x) {
    return below.tensor(x.groups(), x.rows(), x.cols());
  }

  @Override
  public void linear(Tensor out, Tensor x, Linear layer, Activation activation) {
    tape.beforeWrite(out);
    if (!isWanted(x, layer)) {
      ops().linear(out, x, layer, activation);
      tape.rememberConstant(out);
      return;
    }
    Saved input = tape.save(x);
    if (activation == Activation.NONE) {
      ops().linear(out, x, layer, Activation.NONE);
      tape.rememberAssignment(out, dOut -> linearAdjoint(x, input.view(), layer, dOut));
      return;
    }
    Tensor inner = tape.scratch(out);
    ops().linear(inner, x, layer, Activation.NONE);
    adjoints().activate(out, inner, activation);
    tape.rememberAssignment(out, dOut -> {
      adjoints().activateAdjoint(dOut, inner, dOut, activation);
      linearAdjoint(x, input.view(), layer, dOut);
    });
  }

  @Override
  public void linearAdd(Tensor out, Tensor x, Linear layer) {
    boolean wanted = isWanted(x, layer);
    tape.beforeWrite(out);
    ops().linearAdd(out, x, layer);
    if (wanted) {
      Saved input = tape.save(x);
      tape.rememberUpdate(out, dOut -> linearAdjoint(x, input.view(), layer, dOut));
    }
  }

  private boolean isWanted(Tensor x, Linear layer) {
    return tape.isActive(x) || layer.parts().stream()
        .anyMatch(part -> tape.isActive(part.weight()) || part.bias().filter(tape::isActive).isPresent());
  }

  /** @param input the values that {@code x} had */
  private void linearAdjoint(Tensor x, Tensor input, Linear layer, Tensor dOut) {
    if (layer.parts().isEmpty()) {
      throw new IllegalStateException("a gradient goes through a layer " + layer + " that was not loaded for training");
    }
    int first = 0;
    for (Linear.Part part : layer.parts()) {
      try (Context.Scope _ = below.scope()) {
        partAdjoint(x, input, part, dOut.columns(first, part.outputs()));
      }
      first += part.outputs();
    }
  }

  private void partAdjoint(Tensor x, Tensor input, Linear.Part part, Tensor dOut) {
    Tensor dPart = dOut;
    if (part.scale() != 1) {
      dPart = like(dOut);
      adjoints().scale(dPart, dOut, (float) part.scale());
    }
    boolean outputRows = part.rows() == Linear.Part.Rows.OUTPUTS;
    if (tape.isActive(x)) {
      adjoints().productAdd(tape.gradient(x), dPart, repeated(part.weight(), x.groups()),
          outputRows ? Transposed.NEITHER : Transposed.RIGHT);
    }
    if (tape.isActive(part.weight())) {
      Tensor dWeight = tape.gradient(part.weight());
      if (outputRows) {
        adjoints().productAdd(dWeight, dPart, input, Transposed.LEFT);
      } else {
        adjoints().productAdd(dWeight, input, dPart, Transposed.LEFT);
      }
    }
    if (part.bias().filter(tape::isActive).isPresent()) {
      adjoints().sumAdd(tape.gradient(part.bias().get()), dPart);
    }
  }

  private static Tensor repeated(Tensor weight, int groups) {
    return groups == 1 ? weight : weight.repeat(groups);
  }

  @Override
  public void layerNorm(Tensor out, Tensor x, Tensor gamma, Tensor beta, float epsilon) {
    boolean wanted = tape.isActive(x) || tape.isActive(gamma) || tape.isActive(beta);
    Saved input = wanted ? tape.save(x) : new Saved(x);
    boolean inPlace = out.sameView(x);
    tape.beforeWrite(out);
    ops().layerNorm(out, x, gamma, beta, epsilon);
    if (!wanted) {
      tape.rememberConstant(out);
      return;
    }
    boolean active = tape.isActive(x);
    Consumer<Tensor> adjoint = dOut -> {
      if (tape.isActive(gamma)) {
        adjoints().normalizedDotsAdd(tape.gradient(gamma), input.view(), dOut, epsilon);
      }
      if (tape.isActive(beta)) {
        adjoints().sumAdd(tape.gradient(beta), dOut);
      }
      if (active) {
        adjoints().layerNormAdjoint(inPlace ? dOut : tape.gradient(x), input.view(), dOut, gamma, epsilon);
      }
    };
    remember(out, inPlace && active, adjoint);
  }

  /** @param replaced whether the adjoint leaves the gradient of the input in that of {@code out} */
  private void remember(Tensor out, boolean replaced, Consumer<Tensor> adjoint) {
    if (replaced) {
      tape.rememberUpdate(out, adjoint);
    } else {
      tape.rememberAssignment(out, adjoint);
    }
  }

  @Override
  public void attention(Tensor out, Tensor q, Tensor k, Tensor v, int heads, Mask mask) {
    boolean wanted = tape.isActive(q) || tape.isActive(k) || tape.isActive(v);
    tape.beforeWrite(out);
    ops().attention(out, q, k, v, heads, mask);
    if (!wanted) {
      tape.rememberConstant(out);
      return;
    }
    Saved queries = tape.save(q);
    Saved keys = tape.save(k);
    Saved values = tape.save(v);
    tape.rememberAssignment(out, dOut -> {
      try (Context.Scope _ = below.scope()) {
        Attended d = new Attended(gradientOrScratch(q), gradientOrScratch(k), gradientOrScratch(v));
        Attended x = new Attended(queries.view(), keys.view(), values.view());
        adjoints().attentionAdjoint(d, x, dOut, heads, mask);
      }
    });
  }

  /** The gradient of a tensor, or a place for what nobody wants. */
  private Tensor gradientOrScratch(Tensor x) {
    if (tape.isActive(x)) {
      return tape.gradient(x);
    }
    Tensor unwanted = like(x.isRepeated() ? x.groupRange(0, 1) : x);
    adjoints().clear(unwanted);
    return unwanted;
  }

  @Override
  public void attentionWeights(Tensor out, Tensor q, Tensor k, int heads, Mask mask) {
    tape.beforeWrite(out);
    ops().attentionWeights(out, q, k, heads, mask);
    tape.rememberConstant(out);
  }

  @Override
  public void patches(Tensor out, Tensor pixels, int channels, int patchSize) {
    tape.beforeWrite(out);
    ops().patches(out, pixels, channels, patchSize);
    tape.rememberConstant(out);
  }

  @Override
  public void lookup(Tensor out, Tensor table, int[] rows) {
    tape.beforeWrite(out);
    ops().lookup(out, table, rows);
    if (tape.isActive(table)) {
      int[] looked = rows.clone();
      tape.rememberAssignment(out, dOut -> adjoints().lookupAdjoint(tape.gradient(table), dOut, looked));
    } else {
      tape.rememberConstant(out);
    }
  }

  @Override
  public void copy(Tensor out, Tensor x) {
    tape.beforeWrite(out);
    ops().copy(out, x);
    if (tape.isActive(x)) {
      tape.rememberAssignment(out, dOut -> addGradient(x, dOut));
    } else {
      tape.rememberConstant(out);
    }
  }

  @Override
  public void add(Tensor out, Tensor x) {
    boolean wanted = tape.isActive(x);
    tape.beforeWrite(out);
    ops().add(out, x);
    if (wanted) {
      tape.rememberUpdate(out, dOut -> addGradient(x, dOut));
    }
  }

  private void addGradient(Tensor x, Tensor dOut) {
    if (x.isRepeated()) {
      adjoints().sumAdd(tape.gradient(x), dOut);
    } else {
      ops().add(tape.gradient(x), dOut);
    }
  }

  @Override
  public void addScaled(Tensor out, Tensor x, Tensor scale) {
    boolean wanted = tape.isActive(x) || tape.isActive(scale);
    tape.beforeWrite(out);
    ops().addScaled(out, x, scale);
    if (wanted) {
      Saved input = tape.save(x);
      tape.rememberUpdate(out, dOut -> {
        if (tape.isActive(x)) {
          ops().addScaled(tape.gradient(x), dOut, scale);
        }
        if (tape.isActive(scale)) {
          adjoints().columnDotsAdd(tape.gradient(scale), input.view(), dOut);
        }
      });
    }
  }

  @Override
  public void mean(Tensor out, Tensor x) {
    tape.beforeWrite(out);
    ops().mean(out, x);
    if (tape.isActive(x)) {
      tape.rememberAssignment(out, dOut -> adjoints().meanAdjoint(tape.gradient(x), dOut));
    } else {
      tape.rememberConstant(out);
    }
  }

  @Override
  public void meanGroups(Tensor out, Tensor x) {
    tape.beforeWrite(out);
    ops().meanGroups(out, x);
    if (tape.isActive(x)) {
      tape.rememberAssignment(out, dOut -> adjoints().meanGroupsAdjoint(tape.gradient(x), dOut));
    } else {
      tape.rememberConstant(out);
    }
  }

  @Override
  public void normalize(Tensor out, Tensor x) {
    boolean wanted = tape.isActive(x);
    Saved input = wanted ? tape.save(x) : new Saved(x);
    boolean inPlace = out.sameView(x);
    tape.beforeWrite(out);
    ops().normalize(out, x);
    if (wanted) {
      remember(out, inPlace,
          dOut -> adjoints().normalizeAdjoint(inPlace ? dOut : tape.gradient(x), input.view(), dOut));
    } else {
      tape.rememberConstant(out);
    }
  }

  @Override
  public void scores(Tensor out, Tensor video, Tensor text, Tensor logitScale) {
    tape.beforeWrite(out);
    ops().scores(out, video, text, logitScale);
    if (!tape.isActive(video) && !tape.isActive(text) && !tape.isActive(logitScale)) {
      tape.rememberConstant(out);
      return;
    }
    Saved videos = tape.save(video);
    Saved texts = tape.save(text);
    Saved result = tape.save(out);
    tape.rememberAssignment(out, dOut -> {
      if (tape.isActive(logitScale)) {
        adjoints().dotAdd(tape.gradient(logitScale), dOut, result.view());
      }
      try (Context.Scope _ = below.scope()) {
        adjoints().scoresAdjoint(gradientOrScratch(video), gradientOrScratch(text), dOut, videos.view(), texts.view(),
            logitScale);
      }
    });
  }
}
