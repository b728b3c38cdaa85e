#include "pack.h"

void xclip4j_right(uint16_t *to, int64_t to_offset, const float *x, int64_t x_offset, int64_t stride, int64_t count,
                   int64_t width, int64_t terms) {
  right_block((uint16_t *)((char *)to + to_offset), (const float *)((const char *)x + x_offset), stride, count, width,
              terms);
}

int64_t xclip4j_attention_scratch(int64_t keys, int64_t width, int64_t terms) {
  int64_t across = (keys + BLOCK - 1) / BLOCK;
  int64_t deep = (width + BLOCK - 1) / BLOCK;
  int64_t tiles = (2 * across * deep + deep + across) * terms * 2;
  return tiles * TILE / 2 + (across + 1) * BLOCK * BLOCK;
}
