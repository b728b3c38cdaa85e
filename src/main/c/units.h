// The instructions of the matrix units, or plain code in their place where EMULATED is defined: slow, but the same results
// up to the order of additions within an instruction, so that everything around them is tested on any processor.
#ifndef XCLIP4J_UNITS_H
#define XCLIP4J_UNITS_H

#include "kernels.h"
#include "vectors.h"

// What the sums of a product start with: nothing, or what was kept of the values along k before.
enum sums { ZERO, KEPT };

#ifndef EMULATED

#include <immintrin.h>

#define TILE_ZERO(t) _tile_zero(t)
#define TILE_LOAD(t, from, stride) _tile_loadd(t, from, stride)
#define TILE_STORE(t, to, stride) _tile_stored(t, to, stride)
#define TILE_MULTIPLY(to, left, right) _tile_dpbf16ps(to, left, right)
#define TILE_MULTIPLY_INT8(to, left, right) _tile_dpbsud(to, left, right) // signed times unsigned

struct __attribute__((packed)) tile_shapes {
  uint8_t palette, start, reserved[14];
  uint16_t bytes[16];
  uint8_t rows[16];
};

// Eight registers of 16 rows of 64 bytes.
static inline void tiles_begin(void) {
  static const struct tile_shapes shapes = {
      .palette = 1, .bytes = {64, 64, 64, 64, 64, 64, 64, 64}, .rows = {16, 16, 16, 16, 16, 16, 16, 16}};
  _tile_loadconfig(&shapes);
}

static inline void tiles_end(void) { _tile_release(); }

#ifdef __AVX512BF16__
// sum[i] += right[2i] * pair[0] + right[2i + 1] * pair[1]
static inline floats multiply_pairs(floats sum, const uint16_t *right, const uint16_t *pair) {
  int32_t both;
  __builtin_memcpy(&both, pair, sizeof both);
  return (floats)_mm512_dpbf16_ps((__m512)sum, (__m512bh)_mm512_loadu_si512(right),
                                  (__m512bh)_mm512_set1_epi32(both));
}
#endif

#ifdef __AVX512VNNI__
// sum[i] += right[4i] * four[0] + ... + right[4i + 3] * four[3]
static inline ints multiply_fours(ints sum, const uint8_t *right, const int8_t *four) {
  int32_t all;
  __builtin_memcpy(&all, four, sizeof all);
  return (ints)_mm512_dpbusd_epi32((__m512i)sum, _mm512_loadu_si512(right), _mm512_set1_epi32(all));
}
#endif

#else

void emulated_begin(void);
void emulated_end(void);
void emulated_zero(int tile);
void emulated_load(int tile, const void *from, int64_t stride);
void emulated_store(int tile, void *to, int64_t stride);
void emulated_multiply(int to, int left, int right);
void emulated_multiply_int8(int to, int left, int right);
float emulated_pair(float sum, uint32_t left, uint32_t right);

#define TILE_ZERO(t) emulated_zero(t)
#define TILE_LOAD(t, from, stride) emulated_load(t, from, stride)
#define TILE_STORE(t, to, stride) emulated_store(t, to, stride)
#define TILE_MULTIPLY(to, left, right) emulated_multiply(to, left, right)
#define TILE_MULTIPLY_INT8(to, left, right) emulated_multiply_int8(to, left, right)

static inline void tiles_begin(void) { emulated_begin(); }
static inline void tiles_end(void) { emulated_end(); }

static inline floats multiply_pairs(floats sum, const uint16_t *right, const uint16_t *pair) {
  uint32_t b[LANES], a;
  __builtin_memcpy(b, right, sizeof b);
  __builtin_memcpy(&a, pair, sizeof a);
  for (int i = 0; i < LANES; i++) {
    sum[i] = emulated_pair(sum[i], a, b[i]);
  }
  return sum;
}

static inline ints multiply_fours(ints sum, const uint8_t *right, const int8_t *four) {
  for (int i = 0; i < 4 * LANES; i++) {
    sum[i / 4] += right[i] * four[i % 4];
  }
  return sum;
}

#endif
#endif
