// softmax(q * k' + mask) * v for one head of one group, over multiply of the unit whose product was included before.
#ifndef XCLIP4J_ATTENTION_H
#define XCLIP4J_ATTENTION_H

#include "pack.h"

static inline int64_t blocks(int64_t count) { return (count + BLOCK - 1) / BLOCK; }

#define LOWEST (-3.40282347e38f)

// Hides keys as the reference does in float: each mask that hides a key adds the lowest finite float, which leaves nothing of
// the score; two of them make minus infinity, and so does the end of the keys. A query whose visible keys are all padding
// then weighs those equally.
static void hide(float *scores, const float *seen, const struct attention_shape *s, int64_t query, int64_t key) {
  for (int64_t i = 0; i < LANES; i++) {
    int hidden = key + i >= s->keys ? 2 : (s->causal && key + i > query) + (s->padded && seen[key + i] == 0);
    if (hidden) {
      scores[i] = hidden == 1 ? LOWEST : -__builtin_inff();
    }
  }
}

// Scores of 32 queries, [key/32][query][key%32], to weights that are still to be divided by the sums.
static void softmax(float *scores, float *sums, const float *seen, const struct attention_shape *s, int64_t first,
                    int64_t count) {
  int64_t keys = s->keys;
  for (int64_t row = 0; row < count; row++) {
    int64_t visible = s->causal && first + row + 1 < keys ? first + row + 1 : keys;
    floats most = splat(-__builtin_inff());
    for (int64_t key = 0; key < blocks(keys) * BLOCK; key += LANES) {
      float *at = scores + key / BLOCK * BLOCK * BLOCK + row * BLOCK + key % BLOCK;
      if (key + LANES > visible || s->padded) {
        hide(at, seen, s, first + row, key);
      }
      floats x = load(at);
      most = choose((words)(most > x), most, x);
    }
    float top = largest(most);
    floats total = splat(0);
    for (int64_t key = 0; key < blocks(keys) * BLOCK; key += LANES) {
      float *at = scores + key / BLOCK * BLOCK * BLOCK + row * BLOCK + key % BLOCK;
      floats weight = exponential(load(at) - splat(top));
      total += weight;
      store(at, weight);
    }
    sums[row] = sum(total);
  }
}

static void attend(float *out, const float *q, const float *k, const float *v, const float *seen, float *scratch,
                   const struct attention_shape *s) {
  int64_t deep = blocks(s->width);
  int64_t across = blocks(s->keys);
  int64_t unit = s->terms * 2 * TILE; // bf16 values of one step along k
  uint16_t *keys_right = (uint16_t *)scratch;
  uint16_t *values_right = keys_right + across * deep * unit;
  uint16_t *queries_left = values_right + deep * across * unit;
  uint16_t *weights_left = queries_left + deep * unit;
  float *scores = (float *)(weights_left + across * unit);
  float *average = scores + across * BLOCK * BLOCK;
  float sums[BLOCK];
  for (int64_t j = 0; j < across; j++) {
    int64_t count = s->keys - j * BLOCK < BLOCK ? s->keys - j * BLOCK : BLOCK;
    right_block(keys_right + j * deep * unit, k + j * BLOCK * s->key_stride, s->key_stride, count, s->width, s->terms);
  }
  for (int64_t j = 0; j < deep; j++) {
    int64_t count = s->width - j * BLOCK < BLOCK ? s->width - j * BLOCK : BLOCK;
    right_block_of_rows(values_right + j * across * unit, v + j * BLOCK, s->value_stride, s->keys, count, s->terms);
  }
  begin();
  for (int64_t first = s->first_query; first < s->first_query + s->queries; first += BLOCK) {
    int64_t rest = s->first_query + s->queries - first;
    int64_t count = rest < BLOCK ? rest : BLOCK;
    left_block(queries_left, q + first * s->query_stride, s->query_stride, count, s->width, s->terms);
    for (int64_t j = 0; j < across; j++) {
      multiply(scores + j * BLOCK * BLOCK, queries_left, keys_right + j * deep * unit, count, deep, s->terms);
    }
    softmax(scores, sums, seen, s, first, count);
    for (int64_t j = 0; j < across; j++) {
      left_block(weights_left + j * unit, scores + j * BLOCK * BLOCK, BLOCK, count, BLOCK, s->terms);
    }
    for (int64_t j = 0; j < deep; j++) {
      multiply(average, weights_left, values_right + j * across * unit, count, across, s->terms);
      int64_t columns = s->width - j * BLOCK < BLOCK ? s->width - j * BLOCK : BLOCK;
      for (int64_t row = 0; row < count; row++) {
        float *to = out + (first + row) * s->out_stride + j * BLOCK;
        floats reciprocal = splat(1 / sums[row]);
        for (int64_t i = 0; i < columns; i += LANES) {
          store_some(to + i, load(average + row * BLOCK + i) * reciprocal, columns - i);
        }
      }
    }
  }
  end();
}

#endif
