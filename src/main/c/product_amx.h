// Products on AMX tiles.
//
// Two by two tiles of results hide the unit's latency of 52 cycles: a product takes it 16. With three terms a side, six
// products of terms (1·1, 1·2, 2·1, 2·2, 1·3, 3·1) are within 2^-24 of the float product; they go from the smallest to the
// largest, in the order that loads the fewest tiles again. DEPTH tiles along k of six blocks of rows and one of columns
// share the level-2 cache (of 2 MB) in three terms. The next block of columns is read ahead.
#ifndef XCLIP4J_PRODUCT_AMX_H
#define XCLIP4J_PRODUCT_AMX_H

#include "units.h"

#define DEPTH 32

// Multiplies the tiles of registers 4, 5 and 6, 7.
#define MULTIPLY_TWO_BY_TWO()                                                                                          \
  TILE_MULTIPLY(0, 4, 6);                                                                                              \
  TILE_MULTIPLY(1, 4, 7);                                                                                              \
  TILE_MULTIPLY(2, 5, 6);                                                                                              \
  TILE_MULTIPLY(3, 5, 7)
#define MULTIPLY_ONE_BY_TWO()                                                                                          \
  TILE_MULTIPLY(0, 4, 6);                                                                                              \
  TILE_MULTIPLY(1, 4, 7)
#define LEFT_TWO(term)                                                                                                 \
  TILE_LOAD(4, a + (term) * 2 * TILE, 64);                                                                             \
  TILE_LOAD(5, a + ((term) * 2 + 1) * TILE, 64)
#define LEFT_ONE(term) TILE_LOAD(4, a + (term) * 2 * TILE, 64)
#define RIGHT(term)                                                                                                    \
  TILE_LOAD(6, b + (term) * 2 * TILE, 64);                                                                             \
  TILE_LOAD(7, b + ((term) * 2 + 1) * TILE, 64)

// Starts with zeros, or with what c holds.
static void block_of_32(float *c, const uint16_t *a, const uint16_t *b, int64_t depth, int64_t terms, enum sums from,
                        struct ahead ahead) {
  if (from == ZERO) {
    TILE_ZERO(0);
    TILE_ZERO(1);
    TILE_ZERO(2);
    TILE_ZERO(3);
  } else {
    TILE_LOAD(0, c, 128);
    TILE_LOAD(1, c + 16, 128);
    TILE_LOAD(2, c + 512, 128);
    TILE_LOAD(3, c + 528, 128);
  }
  if (terms == 1) {
    for (int64_t k = 0; k < depth; k++, a += 2 * TILE, b += 2 * TILE) {
      fetch(ahead, k * STEP_BYTES);
      LEFT_TWO(0);
      RIGHT(0);
      MULTIPLY_TWO_BY_TWO();
    }
  } else {
    for (int64_t k = 0; k < depth; k++, a += 6 * TILE, b += 6 * TILE) {
      fetch(ahead, k * 3 * STEP_BYTES);
      LEFT_TWO(2);
      RIGHT(0);
      MULTIPLY_TWO_BY_TWO();
      LEFT_TWO(1);
      MULTIPLY_TWO_BY_TWO();
      RIGHT(1);
      MULTIPLY_TWO_BY_TWO();
      LEFT_TWO(0);
      MULTIPLY_TWO_BY_TWO();
      RIGHT(2);
      MULTIPLY_TWO_BY_TWO();
      RIGHT(0);
      MULTIPLY_TWO_BY_TWO();
    }
  }
  TILE_STORE(0, c, 128);
  TILE_STORE(1, c + 16, 128);
  TILE_STORE(2, c + 512, 128);
  TILE_STORE(3, c + 528, 128);
}

// The same sums in the same order for a block whose second tile of rows is not wanted.
static void block_of_16(float *c, const uint16_t *a, const uint16_t *b, int64_t depth, int64_t terms, enum sums from,
                        struct ahead ahead) {
  if (from == ZERO) {
    TILE_ZERO(0);
    TILE_ZERO(1);
  } else {
    TILE_LOAD(0, c, 128);
    TILE_LOAD(1, c + 16, 128);
  }
  if (terms == 1) {
    for (int64_t k = 0; k < depth; k++, a += 2 * TILE, b += 2 * TILE) {
      fetch(ahead, k * STEP_BYTES);
      LEFT_ONE(0);
      RIGHT(0);
      MULTIPLY_ONE_BY_TWO();
    }
  } else {
    for (int64_t k = 0; k < depth; k++, a += 6 * TILE, b += 6 * TILE) {
      fetch(ahead, k * 3 * STEP_BYTES);
      LEFT_ONE(2);
      RIGHT(0);
      MULTIPLY_ONE_BY_TWO();
      LEFT_ONE(1);
      MULTIPLY_ONE_BY_TWO();
      RIGHT(1);
      MULTIPLY_ONE_BY_TWO();
      LEFT_ONE(0);
      MULTIPLY_ONE_BY_TWO();
      RIGHT(2);
      MULTIPLY_ONE_BY_TWO();
      RIGHT(0);
      MULTIPLY_ONE_BY_TWO();
    }
  }
  TILE_STORE(0, c, 128);
  TILE_STORE(1, c + 16, 128);
}

static inline void begin(void) { tiles_begin(); }

static inline void end(void) { tiles_end(); }

// c = a * b between begin and end; see product in kernels.h.
static void multiply(float *c, const uint16_t *a, const uint16_t *b, int64_t count, int64_t depth, int64_t terms) {
  int64_t size = terms * 2 * TILE;
  for (int64_t k = 0; k < depth; k += DEPTH) {
    int64_t some = depth - k < DEPTH ? depth - k : DEPTH;
    enum sums from = k == 0 ? ZERO : KEPT;
    for (int64_t row = 0; row < count; row += BLOCK) {
      const uint16_t *rows = a + (row / BLOCK * depth + k) * size;
      struct ahead ahead =
          read_ahead(b + (depth + k) * size, terms * STEP_BYTES, row / BLOCK, (count + BLOCK - 1) / BLOCK);
      if (count - row > 16) {
        block_of_32(c + row * BLOCK, rows, b + k * size, some, terms, from, ahead);
      } else {
        block_of_16(c + row * BLOCK, rows, b + k * size, some, terms, from, ahead);
      }
    }
  }
}

#endif
