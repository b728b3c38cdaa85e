#include "product_amx.h"

#include "attention.h"
#include "int8.h"

void xclip4j_product_amx(float *result, const uint16_t *left, int64_t left_offset,
                         const uint16_t *right, int64_t right_offset, int64_t count, int64_t depth, int64_t terms) {
  begin();
  multiply(result, (const uint16_t *)((const char *)left + left_offset),
           (const uint16_t *)((const char *)right + right_offset), count, depth, terms);
  end();
}

void xclip4j_attention_amx(float *out, const float *q, const float *k, const float *v, const float *seen,
                           float *scratch, const struct attention_shape *s) {
  scratch = (float *)(((uintptr_t)scratch + 63) / 64 * 64);
  attend(out + s->out_offset, q + s->query_offset, k + s->key_offset, v + s->value_offset, seen + s->seen_offset,
         scratch, s);
}

void xclip4j_product_int8_amx(float *result, const int8_t *left, int64_t left_offset,
                              const uint8_t *right, int64_t right_offset, const float *scales, int64_t scales_offset,
                              int64_t count, int64_t width) {
  scales = (const float *)((const char *)scales + scales_offset);
  int32_t sums[BLOCK * BLOCK];
  begin();
  for (int64_t row = 0; row < count; row += BLOCK) {
    const int8_t *block = left + left_offset + row / BLOCK * left_int8_bytes(width);
    const int8_t *a = block + HEADER;
    const uint8_t *b = right + right_offset;
    struct ahead ahead =
        read_ahead(b + deep_tiles(width) * 2 * BYTES, 2 * BYTES, row / BLOCK, (count + BLOCK - 1) / BLOCK);
    TILE_ZERO(0);
    TILE_ZERO(1);
    TILE_ZERO(2);
    TILE_ZERO(3);
    for (int64_t k = 0; k < deep_tiles(width); k++, a += 2 * BYTES, b += 2 * BYTES) {
      fetch(ahead, k * 2 * BYTES);
      TILE_LOAD(4, a, 64);
      TILE_LOAD(5, a + BYTES, 64);
      TILE_LOAD(6, b, 64);
      TILE_LOAD(7, b + BYTES, 64);
      TILE_MULTIPLY_INT8(0, 4, 6);
      TILE_MULTIPLY_INT8(1, 4, 7);
      TILE_MULTIPLY_INT8(2, 5, 6);
      TILE_MULTIPLY_INT8(3, 5, 7);
    }
    TILE_STORE(0, sums, 128);
    TILE_STORE(1, sums + 16, 128);
    TILE_STORE(2, sums + 512, 128);
    TILE_STORE(3, sums + 528, 128);
    for (int64_t i = 0; i < BLOCK && row + i < count; i++) {
      scale_row(result + (row + i) * BLOCK, sums + i * BLOCK, ((const float *)block)[i],
                ((const int32_t *)block)[BLOCK + i], scales);
    }
  }
  end();
}

static void zero_tiles(void) {
  TILE_ZERO(0);
  TILE_ZERO(1);
  TILE_ZERO(2);
  TILE_ZERO(3);
  TILE_ZERO(4);
  TILE_ZERO(5);
  TILE_ZERO(6);
  TILE_ZERO(7);
}

int64_t xclip4j_peak_amx(float *sink, int64_t steps) {
  begin();
  zero_tiles();
  for (int64_t step = 0; step < steps; step++) {
    MULTIPLY_TWO_BY_TWO();
  }
  TILE_STORE(0, sink, 0); // row over row
  end();
  return 4 * 16 * 16 * 32;
}

int64_t xclip4j_peak_int8_amx(float *sink, int64_t steps) {
  begin();
  zero_tiles();
  for (int64_t step = 0; step < steps; step++) {
    TILE_MULTIPLY_INT8(0, 4, 6);
    TILE_MULTIPLY_INT8(1, 4, 7);
    TILE_MULTIPLY_INT8(2, 5, 6);
    TILE_MULTIPLY_INT8(3, 5, 7);
  }
  TILE_STORE(0, sink, 0);
  end();
  return 4 * 16 * 16 * 64;
}
