// Products by the dot product of pairs of bf16 (VDPBF16PS): twice the rate of float for one term a side. Three terms cost
// six products and are for checks only.
//
// Eight rows times two vectors of columns keep 16 sums in registers; the pair of a row is broadcast by the load. Reading the
// next block of columns ahead makes products whose weights come from memory 13 % faster for 400 rows, a third for 50.
#ifndef XCLIP4J_PRODUCT_AVX512_H
#define XCLIP4J_PRODUCT_AVX512_H

#include "units.h"

#define ROWS 8
#define DEPTH 32

// Adds the product of one tile of 16 rows' upper or lower eight and one right block, along 32 values of k.
static inline void step(floats sums[ROWS][2], const uint16_t *a, const uint16_t *b) {
  for (int pair = 0; pair < 16; pair++) {
    for (int row = 0; row < ROWS; row++) {
      sums[row][0] = multiply_pairs(sums[row][0], b + pair * BLOCK, a + row * BLOCK + pair * 2);
      sums[row][1] = multiply_pairs(sums[row][1], b + TILE + pair * BLOCK, a + row * BLOCK + pair * 2);
    }
  }
}

// Starts with zeros, or with what c holds.
static void eight_rows(float *c, const uint16_t *a, const uint16_t *b, int64_t depth, int64_t terms, enum sums from,
                       struct ahead ahead) {
  floats sums[ROWS][2];
  for (int row = 0; row < ROWS; row++) {
    sums[row][0] = from == ZERO ? splat(0) : load(c + row * BLOCK);
    sums[row][1] = from == ZERO ? splat(0) : load(c + row * BLOCK + LANES);
  }
  if (terms == 1) {
    for (int64_t k = 0; k < depth; k++) {
      fetch(ahead, k * STEP_BYTES);
      step(sums, a + k * 2 * TILE, b + k * 2 * TILE);
    }
  } else {
    for (int64_t k = 0; k < depth; k++, a += 6 * TILE, b += 6 * TILE) {
      step(sums, a + 4 * TILE, b);
      step(sums, a + 2 * TILE, b);
      step(sums, a + 2 * TILE, b + 2 * TILE);
      step(sums, a, b + 2 * TILE);
      step(sums, a, b + 4 * TILE);
      step(sums, a, b);
    }
  }
  for (int row = 0; row < ROWS; row++) {
    store(c + row * BLOCK, sums[row][0]);
    store(c + row * BLOCK + LANES, sums[row][1]);
  }
}

static inline void begin(void) {}

static inline void end(void) {}

// c = a * b between begin and end; see product in kernels.h.
static void multiply(float *c, const uint16_t *a, const uint16_t *b, int64_t count, int64_t depth, int64_t terms) {
  int64_t size = terms * 2 * TILE;
  for (int64_t k = 0; k < depth; k += DEPTH) {
    int64_t some = depth - k < DEPTH ? depth - k : DEPTH;
    for (int64_t row = 0; row < count; row += ROWS) {
      const uint16_t *rows = a + (row / BLOCK * depth + k) * size + row % BLOCK / 16 * TILE + row % 16 * BLOCK;
      struct ahead ahead = read_ahead(b + (depth + k) * size, STEP_BYTES, row / ROWS, (count + ROWS - 1) / ROWS);
      eight_rows(c + row * BLOCK, rows, b + k * size, some, terms, k == 0 ? ZERO : KEPT, ahead);
    }
  }
}

#endif
