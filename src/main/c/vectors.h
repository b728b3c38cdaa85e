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

// As many of the values as count says.
static inline void store_some(float *to, floats x, int64_t count) {
  if (count >= LANES) {
    store(to, x);
    return;
  }
  for (int64_t i = 0; i < count; i++) {
    to[i] = x[i];
  }
}

static inline floats splat(float x) {
  return (floats){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x};
}

// Where a product finds the next block of columns while it computes one: a share of each of its steps along k, as many of
// its cache lines as the rows of the product are divided in, so that all of a step is read when its rows are done.
struct ahead {
  const char *next;
  int64_t lines;
};

#define LINE 64

// Of steps of so many bytes, for part of parts of the rows. Few parts would read many lines at once: then none are.
static inline struct ahead read_ahead(const void *next, int64_t bytes, int64_t part, int64_t parts) {
  int64_t lines = parts < 4 ? 0 : (bytes / LINE + parts - 1) / parts;
  return (struct ahead){(const char *)next + part * lines * LINE, lines};
}

static inline void fetch(struct ahead ahead, int64_t offset) {
  for (int64_t i = 0; i < ahead.lines; i++) {
    __builtin_prefetch(ahead.next + offset + i * LINE, 0, 2); // to the level-2 cache
  }
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

// Where a mask of 0 or all ones per lane holds, one value, elsewhere the other.
static inline floats choose(words mask, floats yes, floats no) {
  return (floats)(((words)yes & mask) | ((words)no & ~mask));
}

// The largest of 16 values, and their sum in a fixed order.
static inline float largest(floats x) {
  float m[LANES];
  store(m, x);
  for (int step = LANES / 2; step > 0; step /= 2) {
    for (int i = 0; i < step; i++) {
      m[i] = m[i] > m[i + step] ? m[i] : m[i + step];
    }
  }
  return m[0];
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

// What is left of x without the nearest multiple n of ln 2, for e^x = 2^n * e^r. Adding 1.5 * 2^23 rounds and leaves n in the
// lowest bits. The two parts of ln 2 are those of expf in Moshier's Cephes library.
struct reduced {
  floats r;
  ints n;
};

static inline struct reduced reduce(floats x) {
  floats rounded = x * splat(1.44269504f) + splat(12582912.0f);
  floats n = rounded - splat(12582912.0f);
  struct reduced result = {x - n * splat(0.693359375f) - n * splat(-2.12194440e-4f), (ints)((words)rounded - 0x4b400000u)};
  return result;
}

// (e^r - 1 - r) / r^2 to 3e-9 of e^r for r of at most half of ln 2.
static inline floats fraction(floats r) {
  floats p = splat(0.0013950483f) * r + splat(0.008368891f);
  p = p * r + splat(0.041666206f);
  p = p * r + splat(0.16666518f);
  return p * r + splat(0.5f);
}

static inline floats power_of_two(ints n) { return (floats)((words)(n + 127) << 23); }

// e^x for x of at most 88.3, to 1.5 units in the last place; 0 below -87.3. Not-a-number stays not-a-number.
static inline floats exponential(floats x) {
  struct reduced e = reduce(x);
  floats p = fraction(e.r) * (e.r * e.r) + e.r + splat(1);
  words tiny = (words)(x < splat(-87.3f));
  return (floats)((words)(p * power_of_two(e.n)) & ~tiny);
}

#endif
