// Floats and 8-bit weights to tiles of 8-bit integers.
#include "int8.h"

int64_t xclip4j_left_int8_bytes(int64_t width) { return left_int8_bytes(width); }

int64_t xclip4j_right_int8_bytes(int64_t width) { return deep_tiles(width) * 2 * BYTES; }

// 16 values of a row of a left block of bf16 terms, from k on.
static inline floats values(const uint16_t *left, int64_t row, int64_t k, int64_t terms) {
  floats x = splat(0);
  for (int64_t t = 0; t < terms; t++) {
    halves half;
    __builtin_memcpy(&half, left + (k / BLOCK * terms + t) * 2 * TILE + row / 16 * TILE + row % 16 * BLOCK + k % BLOCK,
                     sizeof half);
    x += (floats)(__builtin_convertvector(half, words) << 16);
  }
  return x;
}

void xclip4j_left_int8(int8_t *to, int64_t to_offset, const uint16_t *left, int64_t left_offset, int64_t depth,
                       int64_t terms) {
  to += to_offset;
  left = (const uint16_t *)((const char *)left + left_offset);
  float *scales = (float *)to;
  int32_t *offsets = (int32_t *)(to + BLOCK * sizeof(float));
  int64_t width = depth * BLOCK;
  for (int64_t row = 0; row < BLOCK; row++) {
    floats most = splat(0);
    for (int64_t k = 0; k < width; k += LANES) {
      floats size = (floats)((words)values(left, row, k, terms) & 0x7fffffff);
      // by bits: as integers, sizes of floats have the floats' order, and not-a-number is the largest
      words larger = (words)((words)size > (words)most);
      most = (floats)(((words)size & larger) | ((words)most & ~larger));
    }
    float scale = 0;
    for (int i = 0; i < LANES; i++) {
      scale = most[i] > scale || most[i] != most[i] ? most[i] : scale;
    }
    scale /= 127;
    float inverse = scale > 0 ? 1 / scale : 0;
    ints total = {0};
    for (int64_t k = 0; k < deep_tiles(width) * DEEP; k += LANES) {
      floats x = k < width ? values(left, row, k, terms) * splat(inverse) : splat(0);
      // to the nearest, ties to even: 1.5 * 2^23 leaves the integer in the lowest bits
      floats magic = x + splat(12582912.0f);
      ints rounded = (ints)((words)magic - 0x4b400000u);
      total += rounded;
      int8_t *at = to + HEADER + (k / DEEP * 2 + row / 16) * BYTES + row % 16 * DEEP + k % DEEP;
      for (int i = 0; i < LANES; i++) {
        at[i] = (int8_t)rounded[i];
      }
    }
    int32_t sum = 0;
    for (int i = 0; i < LANES; i++) {
      sum += total[i];
    }
    scales[row] = scale;
    offsets[row] = 128 * sum;
  }
}

void xclip4j_right_int8(uint8_t *to, int64_t to_offset, const int8_t *x, int64_t x_offset, int64_t stride,
                        int64_t count, int64_t width) {
  to += to_offset;
  x += x_offset;
  for (int64_t column = 0; column < BLOCK; column++) {
    for (int64_t k = 0; k < deep_tiles(width) * DEEP; k++) {
      int weight = column < count && k < width ? x[column * stride + k] : 0;
      to[(k / DEEP * 2 + column / 16) * BYTES + k % DEEP / 4 * DEEP + column % 16 * 4 + k % 4] = (uint8_t)(weight + 128);
    }
  }
}
