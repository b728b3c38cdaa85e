#include "product_avx512.h"

#include "attention.h"
#include "int8.h"

void xclip4j_product_avx512(float *result, const uint16_t *left, int64_t left_offset,
                            const uint16_t *right, int64_t right_offset, int64_t count, int64_t depth, int64_t terms) {
  begin();
  multiply(result, (const uint16_t *)((const char *)left + left_offset),
           (const uint16_t *)((const char *)right + right_offset), count, depth, terms);
  end();
}

void xclip4j_attention_avx512(float *out, const float *q, const float *k, const float *v, const float *seen,
                              float *scratch, const struct attention_shape *s) {
  scratch = (float *)(((uintptr_t)scratch + 63) / 64 * 64);
  attend(out + s->out_offset, q + s->query_offset, k + s->key_offset, v + s->value_offset, seen + s->seen_offset,
         scratch, s);
}

static void eight_rows_int8(int32_t sums[ROWS][BLOCK], const int8_t *a, const uint8_t *b, int64_t width,
                            struct ahead ahead) {
  ints totals[ROWS][2] = {{{0}}};
  for (int64_t k = 0; k < deep_tiles(width); k++, a += 2 * BYTES, b += 2 * BYTES) {
    fetch(ahead, k * 2 * BYTES);
    for (int four = 0; four < 16; four++) {
      for (int row = 0; row < ROWS; row++) {
        totals[row][0] = multiply_fours(totals[row][0], b + four * DEEP, a + row * DEEP + four * 4);
        totals[row][1] = multiply_fours(totals[row][1], b + BYTES + four * DEEP, a + row * DEEP + four * 4);
      }
    }
  }
  __builtin_memcpy(sums, totals, sizeof totals);
}

void xclip4j_product_int8_avx512(float *result, const int8_t *left, int64_t left_offset,
                                 const uint8_t *right, int64_t right_offset, const float *scales,
                                 int64_t scales_offset, int64_t count, int64_t width) {
  scales = (const float *)((const char *)scales + scales_offset);
  int32_t sums[ROWS][BLOCK];
  for (int64_t row = 0; row < count; row += ROWS) {
    const int8_t *block = left + left_offset + row / BLOCK * left_int8_bytes(width);
    int64_t inside = row % BLOCK;
    const uint8_t *columns = right + right_offset;
    struct ahead ahead =
        read_ahead(columns + deep_tiles(width) * 2 * BYTES, 2 * BYTES, row / ROWS, (count + ROWS - 1) / ROWS);
    eight_rows_int8(sums, block + HEADER + inside / 16 * BYTES + inside % 16 * DEEP, columns, width, ahead);
    for (int64_t i = 0; i < ROWS && row + i < count; i++) {
      scale_row(result + (row + i) * BLOCK, sums[i], ((const float *)block)[inside + i],
                ((const int32_t *)block)[BLOCK + inside + i], scales);
    }
  }
}

#define CHAINS 16 // of one instruction each, whose latency is 6 cycles at most

int64_t xclip4j_peak_avx512(float *sink, int64_t steps) {
  uint16_t ones[BLOCK];
  for (int i = 0; i < BLOCK; i++) {
    ones[i] = 0x3f80;
  }
  floats sums[CHAINS];
  for (int i = 0; i < CHAINS; i++) {
    sums[i] = splat(i); // chains that begin alike would be computed once
  }
  for (int64_t step = 0; step < steps; step++) {
    for (int i = 0; i < CHAINS; i++) {
      sums[i] = multiply_pairs(sums[i], ones, ones);
    }
  }
  for (int i = 1; i < CHAINS; i++) {
    sums[0] += sums[i];
  }
  store(sink, sums[0]);
  return CHAINS * LANES * 2;
}

int64_t xclip4j_peak_int8_avx512(float *sink, int64_t steps) {
  uint8_t ones[DEEP];
  for (int i = 0; i < DEEP; i++) {
    ones[i] = 1;
  }
  ints sums[CHAINS];
  for (int i = 0; i < CHAINS; i++) {
    sums[i] = (ints){0} + i;
  }
  for (int64_t step = 0; step < steps; step++) {
    for (int i = 0; i < CHAINS; i++) {
      sums[i] = multiply_fours(sums[i], ones, (const int8_t *)ones);
    }
  }
  for (int i = 1; i < CHAINS; i++) {
    sums[0] += sums[i];
  }
  store(sink, __builtin_convertvector(sums[0], floats));
  return CHAINS * LANES * 4;
}
