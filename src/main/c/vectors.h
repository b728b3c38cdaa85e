// Sixteen floats at a time, in the compilers' vector extensions: AVX-512 where it is allowed, else plain code.
#ifndef XCLIP4J_VECTORS_H
#define XCLIP4J_VECTORS_H

#include <stdint.h>

#define LANES 16

typedef float floats __attribute__((vector_size(64)));
typedef uint32_t words __attribute__((vector_size(64)));
typedef int32_t ints __attribute__((vector_size(64)));
typedef uint16_t halves __attribute__((vector_size(32)));

static inline floats load(const float *from) {
  floats x;
  __builtin_memcpy(&x, from, sizeof x);
  return x;
}

static inline void store(float *to, floats x) { __builtin_memcpy(to, &x, sizeof x); }

static inline floats load_some(const float *from, int64_t count) {
  floats x = {0};
  for (int64_t i = 0; i < count && i < LANES; i++) {
    x[i] = from[i];
  }
  return x;
}

static inline floats splat(float x) {
  return (floats){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x};
}

// The nearest bf16, as the upper half of each float; not-a-number stays not-a-number.
static inline words nearest(floats x) {
  words bits = (words)x;
  words even = (bits >> 16) & 1;
  words rounded = bits + even + 0x7fff;
  words nan = (words)((bits & 0x7fffffff) > 0x7f800000);
  return ((rounded & ~nan) | ((bits | 0x400000) & nan)) & 0xffff0000;
}

static inline halves upper(words x) { return __builtin_convertvector(x >> 16, halves); }

// The largest of 16 values, and their sum in a fixed order.
static inline float largest(floats x) {
  float m = x[0];
  for (int i = 1; i < LANES; i++) {
    m = x[i] > m ? x[i] : m;
  }
  return m;
}

static inline float sum(floats x) {
  float s[LANES];
  store(s, x);
  for (int step = LANES / 2; step > 0; step /= 2) {
    for (int i = 0; i < step; i++) {
      s[i] += s[i + step];
    }
  }
  return s[0];
}

// e to the x for x of at most 0, to 1.5 units in the last place; 0 below -87.
// The reduction by ln 2 in two parts and the polynomial are those of Cephes' expf (Moshier).
static inline floats exp_negative(floats x) {
  floats scaled = x * splat(1.44269504088896341f);
  ints n = __builtin_convertvector(scaled - splat(0.5f), ints); // towards zero: the nearest, as scaled <= 0
  floats whole = __builtin_convertvector(n, floats);
  floats r = x - whole * splat(0.693359375f);
  r = r - whole * splat(-2.12194440e-4f);
  floats p = splat(1.9875691500e-4f);
  p = p * r + splat(1.3981999507e-3f);
  p = p * r + splat(8.3334519073e-3f);
  p = p * r + splat(4.1665795894e-2f);
  p = p * r + splat(1.6666665459e-1f);
  p = p * r + splat(5.0000001201e-1f);
  p = p * r * r + r + splat(1);
  floats power = (floats)((words)(n + 127) << 23);
  words tiny = (words)(x < splat(-87));
  return (floats)((words)(p * power) & ~tiny);
}

#endif
