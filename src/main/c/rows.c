// What happens to rows before and after products: layer norm, bias, activation, residual, and rounding to terms.
#include "activation.h"
#include "pack.h"

static inline float *row_of(const float *x, const struct stack *s, int64_t row) {
  int64_t at = s->first_row + row;
  return (float *)x + s->start + at / s->group_rows * s->group_stride + at % s->group_rows * s->row_stride;
}

static inline uint16_t *bytes_on(uint16_t *to, int64_t offset) { return (uint16_t *)((char *)to + offset); }

void xclip4j_left(uint16_t *to, int64_t to_offset, const float *x, const struct stack *s, int64_t terms) {
  uint16_t *block = bytes_on(to, to_offset);
  int64_t depth = (s->columns + BLOCK - 1) / BLOCK;
  for (int64_t row = 0; row < s->count; row++) {
    const float *values = row_of(x, s, row);
    for (int64_t k = 0; k < depth * BLOCK; k += LANES) {
      put_left(in_left_block(block, row, k, terms), part(values, k, s->columns), terms);
    }
  }
  clear_left(block, s->count, depth, terms);
}

// The sum of a row, and that of squared distances from a mean. Two passes: the difference of the mean of squares and the
// squared mean cancels where the mean is large. Four sums, as an addition takes three to four cycles.
static inline float row_sum(const float *x, int64_t width) {
  floats s[4] = {splat(0), splat(0), splat(0), splat(0)};
  for (int64_t i = 0; i < width; i += LANES) {
    s[i / LANES % 4] += part(x, i, width);
  }
  return sum((s[0] + s[1]) + (s[2] + s[3]));
}

static inline float squared_distances(const float *x, int64_t width, float mean) {
  floats s[4] = {splat(0), splat(0), splat(0), splat(0)};
  int64_t i = 0;
  for (; i + LANES <= width; i += LANES) {
    floats d = load(x + i) - splat(mean);
    s[i / LANES % 4] += d * d;
  }
  float rest = 0;
  for (; i < width; i++) {
    rest += (x[i] - mean) * (x[i] - mean);
  }
  return sum((s[0] + s[1]) + (s[2] + s[3])) + rest;
}

void xclip4j_left_norm(uint16_t *to, int64_t to_offset, const float *x, const struct stack *s, const float *gamma,
                       int64_t gamma_offset, const float *beta, int64_t beta_offset, float epsilon, int64_t terms) {
  uint16_t *block = bytes_on(to, to_offset);
  gamma += gamma_offset;
  beta += beta_offset;
  int64_t width = s->columns;
  int64_t depth = (width + BLOCK - 1) / BLOCK;
  for (int64_t row = 0; row < s->count; row++) {
    const float *values = row_of(x, s, row);
    float mean = row_sum(values, width) / width;
    double variance = squared_distances(values, width, mean) / width;
    floats inverse = splat((float)(1 / __builtin_sqrt(variance + epsilon)));
    for (int64_t k = 0; k < depth * BLOCK; k += LANES) {
      floats y = (part(values, k, width) - splat(mean)) * inverse;
      put_left(in_left_block(block, row, k, terms), y * part(gamma, k, width) + part(beta, k, width), terms);
    }
  }
  clear_left(block, s->count, depth, terms);
}

void xclip4j_assign(float *out, const struct stack *s, const float *result, const float *bias, int64_t bias_offset,
                    int64_t activation) {
  bias += bias_offset;
  for (int64_t row = 0; row < s->count; row++) {
    float *to = row_of(out, s, row);
    for (int64_t i = 0; i < s->columns; i += LANES) {
      store_some(to + i, activate(activation, load(result + row * BLOCK + i) + load(bias + i)), s->columns - i);
    }
  }
}

void xclip4j_add(float *out, const struct stack *s, const float *result, const float *bias, int64_t bias_offset) {
  bias += bias_offset;
  for (int64_t row = 0; row < s->count; row++) {
    float *to = row_of(out, s, row);
    for (int64_t i = 0; i < s->columns; i += LANES) {
      floats before = part(to, i, s->columns);
      store_some(to + i, before + (load(result + row * BLOCK + i) + load(bias + i)), s->columns - i);
    }
  }
}

void xclip4j_left_result(uint16_t *to, int64_t to_offset, int64_t block_bytes, const float *result, int64_t count,
                         int64_t columns, const float *bias, int64_t bias_offset, int64_t activation, int64_t terms) {
  bias += bias_offset;
  for (int64_t first = 0; first < count; first += BLOCK) {
    uint16_t *step = bytes_on(to, to_offset + first / BLOCK * block_bytes);
    int64_t some = count - first < BLOCK ? count - first : BLOCK;
    for (int64_t row = 0; row < some; row++) {
      for (int64_t k = 0; k < BLOCK; k += LANES) {
        floats y = activate(activation, load(result + (first + row) * BLOCK + k) + load(bias + k));
        if (k + LANES > columns) { // what a product makes of columns that are not there may be not-a-number
          for (int64_t i = columns > k ? columns - k : 0; i < LANES; i++) {
            y[i] = 0;
          }
        }
        put_left(in_left_block(step, row, k, terms), y, terms);
      }
    }
    clear_left(step, some, 1, terms);
  }
}
