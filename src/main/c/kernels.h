// Products on the matrix units of x86-64 processors, for io.github.xclip4j.internal.backend.matrix.
//
// Freestanding: no libc, no allocation, no state. Every function works on memory that the caller owns and returns within
// a millisecond for the sizes that Java hands over, so that it can be called on arrays of the Java heap.
//
// Layouts, all of bf16 (16-bit) values; a tile is 1 KB:
//   left tile    16 rows of 32 values along k
//   right tile   16 pairs along k of 16 columns: [k/2][column][k%2]
//   left block   32 rows:    [k/32][term][row tile 0, 1]
//   right block  32 columns: [k/32][term][column tile 0, 1]
// A float is split in TERMS (1 or 3) bf16 values, the largest first; three of them hold all of its 24 bits, as long as none
// is below the smallest normal number. What does not fill a tile is zero.
//
// Results are float, dense: [row][32] for a right block of 32 columns.
#ifndef XCLIP4J_KERNELS_H
#define XCLIP4J_KERNELS_H

#include <stdint.h>

#define BLOCK 32                // rows of a left block, columns of a right block, values of a tile along k
#define TILE 512                // bf16 values of a tile
#define STEP_BYTES 2048         // of a block, for 32 values along k and one term
#define EXPORT __attribute__((visibility("default")))

// What the processor has, and the system lets a program use.
#define UNIT_AMX_BF16 1
#define UNIT_AMX_INT8 2
#define UNIT_AVX512_BF16 4
#define UNIT_AVX512_VNNI 8
#define UNIT_AMX_REFUSED 16     // the processor has AMX, the system does not give it

// Bits of UNIT_*; asks the system for AMX's registers.
EXPORT int64_t xclip4j_units(void);

// The SHA-256 of the sources that this library was made of, in hexadecimal.
EXPORT extern const char xclip4j_sources[];

// Rows first_row to first_row + count - 1 of a stack of groups of rows, counted through all groups; lengths in floats.
struct stack {
  int64_t start; // of the first row of the first group
  int64_t group_rows, group_stride, row_stride;
  int64_t first_row, count;
  int64_t columns;
};

// Rounds at most 32 rows of a stack to the terms of one left block; its other rows become zero.
EXPORT void xclip4j_left(uint16_t *to, int64_t to_offset, const float *x, const struct stack *rows, int64_t terms);

// The same for rows that are normalised before: (x - mean) / sqrt(variance + epsilon) * gamma + beta.
EXPORT void xclip4j_left_norm(uint16_t *to, int64_t to_offset, const float *x, const struct stack *rows,
                              const float *gamma, int64_t gamma_offset, const float *beta, int64_t beta_offset,
                              float epsilon, int64_t terms);

// Rounds rows of a weight matrix, (columns, width), to the terms of one right block: columns 0 to count-1 of it.
EXPORT void xclip4j_right(uint16_t *to, int64_t to_offset, const float *x, int64_t x_offset, int64_t stride,
                          int64_t count, int64_t width, int64_t terms);

// result = left * right for count rows from the first left block on, one right block of columns.
//   result: [count rounded up to 16][32]; left: blocks of depth tiles; offsets in bytes
typedef void product(float *result, const uint16_t *left, int64_t left_offset,
                     const uint16_t *right, int64_t right_offset, int64_t count, int64_t depth, int64_t terms);
EXPORT product xclip4j_product_amx;
EXPORT product xclip4j_product_avx512;

// What becomes of a product's result, in the order of io.github.xclip4j.backend.Activation.
enum activation { NONE, QUICK_GELU, GELU, GELU_NEW, RELU, SELU };

// out = activation(result + bias), or out += result + bias, for rows of a stack and at most 32 columns.
//   result: [rows->count][32]; bias: 32 values
EXPORT void xclip4j_assign(float *out, const struct stack *rows, const float *result, const float *bias,
                           int64_t bias_offset, int64_t activation);
EXPORT void xclip4j_add(float *out, const struct stack *rows, const float *result, const float *bias,
                        int64_t bias_offset);

// activation(result + bias), rounded to the terms of one step of 32 along k of left blocks, which are block_bytes apart.
EXPORT void xclip4j_left_result(uint16_t *to, int64_t to_offset, int64_t block_bytes, const float *result,
                                int64_t count, int64_t columns, const float *bias, int64_t bias_offset,
                                int64_t activation, int64_t terms);

// Rounds a left block of bf16 terms to 8 bits: each row by its largest value's 127th part.
EXPORT void xclip4j_left_int8(int8_t *to, int64_t to_offset, const uint16_t *left, int64_t left_offset, int64_t depth,
                              int64_t terms);

// Bytes of a left block and of a right block of 8-bit integers for so many values along k.
EXPORT int64_t xclip4j_left_int8_bytes(int64_t width);
EXPORT int64_t xclip4j_right_int8_bytes(int64_t width);

// Arranges rows of an 8-bit weight matrix, (columns, width), in one right block: columns 0 to count-1 of it.
EXPORT void xclip4j_right_int8(uint8_t *to, int64_t to_offset, const int8_t *x, int64_t x_offset, int64_t stride,
                               int64_t count, int64_t width);

// result = left * right * scales for count rows; scales holds one float per column of the right block.
typedef void product_int8(float *result, const int8_t *left, int64_t left_offset,
                          const uint8_t *right, int64_t right_offset, const float *scales, int64_t scales_offset,
                          int64_t count, int64_t width);
EXPORT product_int8 xclip4j_product_int8_amx;
EXPORT product_int8 xclip4j_product_int8_avx512;

// Multiplies and adds registers only, for the unit's peak: steps times a number of multiply-adds, which is returned.
//   sink: 16 floats, so that the work has a result
typedef int64_t peak(float *sink, int64_t steps);
EXPORT peak xclip4j_peak_amx;
EXPORT peak xclip4j_peak_avx512;
EXPORT peak xclip4j_peak_int8_amx;
EXPORT peak xclip4j_peak_int8_avx512;

// Strides and offsets are in floats.
struct attention_shape {
  int64_t out_offset, out_stride;
  int64_t query_offset, query_stride;
  int64_t key_offset, key_stride;
  int64_t value_offset, value_stride;
  int64_t seen_offset;
  int64_t first_query, queries, keys;
  int64_t width;  // of a head
  int64_t terms;
  int64_t causal; // whether query i sees keys 0 to i only
  int64_t padded; // whether seen holds a 0 for each key that no query sees
};

// out = softmax(q * k' + mask) * v for the queries first_query to first_query + queries - 1 of one head of one group.
//   scratch: xclip4j_attention_scratch floats, 64 of them more if it is not aligned to 64 bytes
typedef void attention(float *out, const float *q, const float *k, const float *v, const float *seen, float *scratch,
                       const struct attention_shape *shape);
EXPORT attention xclip4j_attention_amx;
EXPORT attention xclip4j_attention_avx512;
EXPORT int64_t xclip4j_attention_scratch(int64_t keys, int64_t width, int64_t terms);

#endif
