// Floats to the tiles of bf16 terms.
#ifndef XCLIP4J_PACK_H
#define XCLIP4J_PACK_H

#include "kernels.h"
#include "vectors.h"

// Values from on of a row that has width of them, zeros after its end.
static inline floats part(const float *row, int64_t from, int64_t width) {
  return width - from >= LANES ? load(row + from) : load_some(row + from, width - from);
}

// Where 16 values from k on of a row lie in a left block; the next term's are 2 * TILE further.
static inline uint16_t *in_left_block(uint16_t *block, int64_t row, int64_t k, int64_t terms) {
  return block + k / BLOCK * terms * 2 * TILE + row / 16 * TILE + row % 16 * BLOCK + k % BLOCK;
}

// Splits 16 values of a row of a left block in terms.
static inline void put_left(uint16_t *at, floats x, int64_t terms) {
  for (int64_t t = 0; t < terms; t++) {
    words term = nearest(x);
    halves half = upper(term);
    __builtin_memcpy(at + t * 2 * TILE, &half, sizeof half);
    x -= (floats)term;
  }
}

// Zeros in the rows of a left block after the first count.
static inline void clear_left(uint16_t *to, int64_t count, int64_t depth, int64_t terms) {
  for (int64_t row = count; row < BLOCK; row++) {
    for (int64_t k = 0; k < depth * BLOCK; k += LANES) {
      put_left(in_left_block(to, row, k, terms), splat(0), terms);
    }
  }
}

static inline void left_block(uint16_t *to, const float *x, int64_t stride, int64_t count, int64_t width,
                              int64_t terms) {
  int64_t depth = (width + BLOCK - 1) / BLOCK;
  for (int64_t row = 0; row < count; row++) {
    for (int64_t k = 0; k < depth * BLOCK; k += LANES) {
      put_left(in_left_block(to, row, k, terms), part(x + row * stride, k, width), terms);
    }
  }
  clear_left(to, count, depth, terms);
}

// Columns are rows of x: a pair along k lies together, the next pair a row of the tile further.
static inline void right_block(uint16_t *to, const float *x, int64_t stride, int64_t count, int64_t width,
                               int64_t terms) {
  int64_t depth = (width + BLOCK - 1) / BLOCK;
  for (int64_t column = 0; column < BLOCK; column++) {
    for (int64_t k = 0; k < depth * BLOCK; k += LANES) {
      uint16_t *tile = to + k / BLOCK * terms * 2 * TILE + column / 16 * TILE + k % BLOCK / 2 * BLOCK + column % 16 * 2;
      floats rest = column < count ? part(x + column * stride, k, width) : splat(0);
      for (int64_t t = 0; t < terms; t++) {
        words term = nearest(rest);
        halves half = upper(term);
        uint32_t pairs[LANES / 2];
        __builtin_memcpy(pairs, &half, sizeof pairs);
        for (int i = 0; i < LANES / 2; i++) {
          __builtin_memcpy(tile + t * 2 * TILE + i * BLOCK, &pairs[i], sizeof pairs[i]);
        }
        rest -= (floats)term;
      }
    }
  }
}

// Columns are columns of x, whose rows go along k: two rows are interleaved.
static inline void right_block_of_rows(uint16_t *to, const float *x, int64_t stride, int64_t rows, int64_t count,
                                       int64_t terms) {
  for (int64_t k = 0; k < (rows + BLOCK - 1) / BLOCK * BLOCK; k += 2) {
    for (int64_t column = 0; column < BLOCK; column += LANES) {
      uint16_t *tile = to + k / BLOCK * terms * 2 * TILE + column / 16 * TILE + k % BLOCK / 2 * BLOCK;
      floats even = k < rows ? part(x + k * stride, column, count) : splat(0);
      floats odd = k + 1 < rows ? part(x + (k + 1) * stride, column, count) : splat(0);
      for (int64_t t = 0; t < terms; t++) {
        words first = nearest(even);
        words second = nearest(odd);
        words both = (first >> 16) | second;
        __builtin_memcpy(tile + t * 2 * TILE, &both, sizeof both);
        even -= (floats)first;
        odd -= (floats)second;
      }
    }
  }
}

#endif
