package io.github.xclip4j.backend;

/**
 * What training needs beside {@link Ops}: how the gradient of a result becomes gradients of the inputs, sums over
 * gradients, and the update of weights. Result first; all tensors are stacks (groups, rows, cols), plain rows in float,
 * never {@link Use#LINEAR_INPUT}.
 *
 * <p>Names say what becomes of a result. <b>Methods named {@code …Add} and {@code …Adjoint} add</b> to what is there
 * ({@code +=}), so that a gradient collects what every use of its tensor contributes; it starts from {@link #clear}. One
 * exception, for operations that may run in place: where the gradient {@code dX} of the input is the same view as
 * {@code dOut}, the adjoint <b>replaces</b> it, just as the operation replaced its input. {@link #clear}, {@link #scale},
 * {@link #activate} and {@link #pack} assign.
 *
 * <p>An input that was {@linkplain Tensor#repeat repeated} has a gradient of a single group, which takes the sum over all
 * groups. Results overlap no input, except in place where a method says so. Shapes, lifetimes and overlap are validated
 * once, as those of {@link Ops} are. What each of them means is {@code ScalarAdjoints}, in plain loops with double sums.
 *
 * <p>Of the operations that are not here, {@link Ops#copy} and {@link Ops#add} have the adjoint {@link Ops#add}, or
 * {@link #sumAdd} where {@code x} is repeated; {@link Ops#addScaled} has {@link Ops#addScaled} for {@code x} and
 * {@link #columnDotsAdd} for the scale; {@link Ops#linear} is described at {@link #productAdd}; {@link Ops#patches} and
 * {@link Ops#attentionWeights} have none.
 */
public interface Adjoints {
  /** Which operand of a product is taken transposed. */
  enum Transposed {
    /** {@code a·b}. */
    NEITHER,
    /** {@code aᵀ·b}. */
    LEFT,
    /** {@code a·bᵀ}. */
    RIGHT
  }

  /**
   * The inputs of attention, or the gradients of these three.
   *
   * @param queries (groups, queries, width), or of one group where the queries are repeated
   * @param keys (groups, keys, width)
   * @param values (groups, keys, width)
   */
  record Attended(Tensor queries, Tensor keys, Tensor values) {}

  /** {@code out = 0}. */
  void clear(Tensor out);

  /**
   * {@code out = factor·x}. In place.
   *
   * @param out (groups, rows, cols)
   * @param x (groups, rows, cols)
   */
  void scale(Tensor out, Tensor x, float factor);

  /**
   * {@code out += op(a)·op(b)}, group by group; a single group of {@code out} takes the sum over all groups. {@code a} and
   * {@code b} may be repeated.
   *
   * <p>The adjoint of a linear layer {@code z = x·Wᵀ + b} is made of it: {@code productAdd(dX, dZ, W.repeat(groups),
   * NEITHER)}, {@code productAdd(dW, dZ, x, LEFT)} and {@code sumAdd(dB, dZ)}.
   *
   * @param out (groups, m, n) or (1, m, n)
   * @param a (groups, m, k), or (groups, k, m) if it is taken transposed
   * @param b (groups, k, n), or (groups, n, k) if it is taken transposed
   */
  void productAdd(Tensor out, Tensor a, Tensor b, Transposed transposed);

  /**
   * {@code out += Σ x} over groups, or over groups and rows: the adjoint of what was repeated, and of a bias.
   *
   * @param out (1, rows, cols), or (1, 1, cols) for the sum over rows, too
   * @param x (groups, rows, cols)
   */
  void sumAdd(Tensor out, Tensor x);

  /**
   * {@code out += Σ x·y} over all elements. The gradient of {@code logit_scale} is {@code dotAdd(dScale, dOut, out)} of
   * {@link Ops#scores}.
   *
   * @param out (1, 1, 1)
   * @param x (groups, rows, cols)
   * @param y (groups, rows, cols)
   */
  void dotAdd(Tensor out, Tensor x, Tensor y);

  /**
   * {@code out += Σ x·y} over groups and rows, column by column: the adjoint of the scale of {@link Ops#addScaled}.
   *
   * @param out (1, 1, cols)
   * @param x (groups, rows, cols)
   * @param y (groups, rows, cols)
   */
  void columnDotsAdd(Tensor out, Tensor x, Tensor y);

  /**
   * {@code out = activation(x)}: what {@link Ops#linear} does last, for those who need its input afterwards. In place.
   *
   * @param out (groups, rows, cols)
   * @param x (groups, rows, cols)
   */
  void activate(Tensor out, Tensor x, Activation activation);

  /**
   * {@code dX += activation′(x)·dOut}; in place it replaces {@code dOut}.
   *
   * @param dX (groups, rows, cols)
   * @param x the input of the activation, (groups, rows, cols)
   * @param dOut (groups, rows, cols)
   */
  void activateAdjoint(Tensor dX, Tensor x, Tensor dOut, Activation activation);

  /**
   * The adjoint of {@link Ops#layerNorm} for its input; in place it replaces {@code dOut}. With {@code x̂} the normalised
   * row and {@code g = gamma·dOut}: {@code dX += (g − mean(g) − x̂·mean(x̂·g))/√(variance + epsilon)}. The gradient of
   * gamma is {@link #normalizedDotsAdd}, that of beta {@code sumAdd(dBeta, dOut)}.
   *
   * @param dX (groups, rows, cols)
   * @param x the input of the norm, (groups, rows, cols)
   * @param dOut (groups, rows, cols)
   * @param gamma (1, 1, cols)
   */
  void layerNormAdjoint(Tensor dX, Tensor x, Tensor dOut, Tensor gamma, float epsilon);

  /**
   * {@code dGamma += Σ x̂·dOut} over groups and rows, column by column, with {@code x̂} as in {@link #layerNormAdjoint}.
   *
   * @param dGamma (1, 1, cols)
   * @param x the input of the norm, (groups, rows, cols)
   * @param dOut (groups, rows, cols)
   */
  void normalizedDotsAdd(Tensor dGamma, Tensor x, Tensor dOut, float epsilon);

  /**
   * The adjoint of {@link Ops#normalize}; in place it replaces {@code dOut}. With {@code x̂ = x/|x|}:
   * {@code dX += (dOut − x̂·⟨x̂, dOut⟩)/|x|}.
   *
   * @param dX (groups, rows, cols)
   * @param x the input of the normalisation, (groups, rows, cols)
   * @param dOut (groups, rows, cols)
   */
  void normalizeAdjoint(Tensor dX, Tensor x, Tensor dOut);

  /**
   * The adjoint of a softmax along rows: {@code dScores += p·(dP − ⟨p, dP⟩)}; in place it replaces {@code dP}.
   *
   * @param dScores (groups, rows, cols)
   * @param p the result of the softmax, (groups, rows, cols)
   * @param dP (groups, rows, cols)
   */
  void softmaxAdjoint(Tensor dScores, Tensor p, Tensor dP);

  /**
   * The adjoint of {@link Ops#attention}. With {@code P} the attention weights of a head and {@code dP = dOut·Vᵀ}:
   * {@code dV += Pᵀ·dOut}, {@code dQ += dS·K} and {@code dK += dSᵀ·Q} where {@code dS = P·(dP − ⟨P, dP⟩)}, and 0 for keys
   * that the mask hides.
   *
   * @param d the gradients; those of repeated queries have one group
   * @param x the inputs of the attention
   * @param dOut (groups, queries, width)
   * @param heads divides {@code width}
   */
  void attentionAdjoint(Attended d, Attended x, Tensor dOut, int heads, Mask mask);

  /**
   * The adjoint of {@link Ops#mean}: {@code dX += dOut/rows}, for every row.
   *
   * @param dX (groups, rows, cols)
   * @param dOut (groups, 1, cols)
   */
  void meanAdjoint(Tensor dX, Tensor dOut);

  /**
   * The adjoint of {@link Ops#meanGroups}: {@code dX += dOut/frames}, for every frame of a video.
   *
   * @param dX (videos·frames, rows, cols)
   * @param dOut (videos, rows, cols)
   */
  void meanGroupsAdjoint(Tensor dX, Tensor dOut);

  /**
   * The adjoint of {@link Ops#lookup}: {@code dTable[0, rows[i]] += dOut[0, i]}; a row may be named several times.
   *
   * @param dTable (1, any, cols)
   * @param dOut (1, rows.length, cols)
   */
  void lookupAdjoint(Tensor dTable, Tensor dOut, int[] rows);

  /**
   * The adjoint of {@link Ops#scores} for its embeddings: {@code dVideo[b, 0] += Σₖ s·dOut[b, 0, k]·text[b, k]} and
   * {@code dText[b, k] += s·dOut[b, 0, k]·video[b, 0]} with {@code s = exp(logitScale)}. The gradient of the scale is
   * {@link #dotAdd}.
   *
   * @param dVideo (videos, 1, cols)
   * @param dText (videos, labels, cols), or (1, labels, cols) where the texts are repeated
   * @param dOut (videos, 1, labels)
   * @param video (videos, 1, cols)
   * @param text (videos, labels, cols); may be repeated
   * @param logitScale (1, 1, 1)
   */
  void scoresAdjoint(Tensor dVideo, Tensor dText, Tensor dOut, Tensor video, Tensor text, Tensor logitScale);

  /**
   * Takes the weights of a layer from its {@linkplain Linear#parts parts}, as they are now. A layer of parts is zero until
   * it is packed for the first time. No other context may be using the layer meanwhile.
   *
   * @param layer made by {@link Backend#linear(java.util.List)}
   */
  void pack(Linear layer);

  /**
   * One step of AdamW for one parameter, with {@code g = gradientScale·gradient}:
   * {@code m = β₁m + (1 − β₁)g}, {@code v = β₂v + (1 − β₂)g²},
   * {@code weight = decay·weight − stepSize·m/(√v·inverseRoot + epsilon)}. The gradient stays as it is.
   *
   * @param weight (1, rows, cols)
   * @param gradient (1, rows, cols)
   * @param moments m and v, zero before the first step, (2, rows, cols)
   * @param step {@link AdamW#values}, (1, 1, {@link AdamW#LENGTH}): a tensor, so that all steps are the same launches
   */
  void adamw(Tensor weight, Tensor gradient, Tensor moments, Tensor step);
}
