// Products of 8-bit integers: what both units share.
#ifndef XCLIP4J_INT8_H
#define XCLIP4J_INT8_H

#include "units.h"

#define BYTES 1024 // of a tile
#define DEEP 64    // values of a tile along k
#define HEADER (2 * BLOCK * (int64_t)sizeof(float))

static inline int64_t deep_tiles(int64_t width) { return (width + DEEP - 1) / DEEP; }

static inline int64_t left_int8_bytes(int64_t width) { return HEADER + deep_tiles(width) * 2 * BYTES; }

// result = (sums - offset) * (row's scale * column's scale) for 32 columns of one row
static inline void scale_row(float *result, const int32_t *sums, float row_scale, int32_t offset, const float *scales) {
  for (int j = 0; j < BLOCK; j += LANES) {
    ints x;
    __builtin_memcpy(&x, sums + j, sizeof x);
    floats factor = load(scales + j) * splat(row_scale);
    store(result + j, __builtin_convertvector(x - offset, floats) * factor);
  }
}

#endif
