// The activations, by the same formulas as VectorMath in io.github.xclip4j.internal.backend.simd.
#ifndef XCLIP4J_ACTIVATION_H
#define XCLIP4J_ACTIVATION_H

#include "kernels.h"
#include "vectors.h"

// x / (1 + exp(negated))
static inline floats times_logistic(floats x, floats negated) {
  floats bounded = choose((words)(negated > splat(88.3f)), splat(88.3f), negated);
  return x / (exponential(bounded) + splat(1));
}

// x times the normal distribution; erfc(z) * exp(z^2) / t is a polynomial in t = 1 / (1 + 0.45 z), to 1.2e-8.
static inline floats gelu(floats x) {
  static const float ERFC[] = {0.25386664f, 0.2542843f,    0.22463709f,   0.19350031f, 0.063876584f,
                               0.08734631f, 0.0052698846f, -0.19459493f, 0.1445697f,  -0.032755896f};
  floats z = (floats)((words)x & 0x7fffffff) * splat(0.70710678f);
  floats t = splat(1) / (z * splat(0.45f) + splat(1));
  floats s = splat(ERFC[9]);
  for (int term = 8; term >= 0; term--) {
    s = s * t + splat(ERFC[term]);
  }
  floats tail = exponential(-(z * z)) * t * s * splat(0.5f);
  return x * choose((words)(x < splat(0)), tail, splat(1) - tail);
}

// lambda * x, or lambda * alpha * (e^x - 1) below zero: as 2^n (e^r - 1) + (2^n - 1), which does not cancel
static inline floats selu(floats x) {
  words positive = (words)(x > splat(0));
  floats below = choose(positive, splat(0), x);
  below = choose((words)(below < splat(-87.3f)), splat(-87.3f), below);
  struct reduced e = reduce(below);
  floats power = power_of_two(e.n);
  floats less = (fraction(e.r) * (e.r * e.r) + e.r) * power + (power - splat(1));
  return choose(positive, x * splat(1.0507010f), less * splat(1.7580993f));
}

static inline floats activate(enum activation activation, floats x) {
  switch (activation) {
    case NONE:
      return x;
    case QUICK_GELU:
      return times_logistic(x, x * splat(-1.702f));
    case GELU:
      return gelu(x);
    case GELU_NEW: // x(1 + tanh y)/2 = x/(1 + exp(-2y)) with y = sqrt(2/pi)(x + 0.044715x^3)
      return times_logistic(x, x * splat(-1.5957691f) * (x * x * splat(0.044715f) + splat(1)));
    case RELU:
      return choose((words)(x < splat(0)), splat(0), x);
    case SELU:
      return selu(x);
  }
  __builtin_unreachable();
}

#endif
