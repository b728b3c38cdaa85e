// Shared by all matrix products: out (M, N) = activation(x (M, K) * weight (N, K)^T + bias), or added to out.
#pragma once
#include "view.h"

enum ActivationKind { NONE = 0, QUICK_GELU = 1, GELU = 2, GELU_NEW = 3, RELU = 4, SELU = 5 };

struct GemmParams {
  View out, x;
  unsigned long long weight;  // rows of K elements, padded with zeros to `weightStride`
  unsigned long long bias;    // float[N], or 0
  int M, N, K, weightStride;
  int activation;  // NONE or QUICK_GELU; finish_rows computes the others
  int accumulate;  // add to out
  int wideIn;      // rows of x begin at multiples of 16 bytes
  int wideOut;     // rows of out begin at multiples of 16 bytes
};

DEVICE float quickGelu(float x) { return x / (1.0f + expf(-1.702f * x)); }

// Accurate enough after products of bf16.
DEVICE float fastQuickGelu(float x) { return fastDivide(x, 1.0f + fastExp(-1.702f * x)); }

// Applies the epilogue to COUNT (4 or 8) sums and writes them to the row that begins at element `row`, from column
// `col` on. Column `col` must exist; columns from N on are skipped. `EXACT` is for products of float.
template <int COUNT, bool EXACT>
DEVICE void writeSums(const GemmParams& p, const float* from, long long row, int col) {
  const float* bias = reinterpret_cast<const float*>(p.bias);
  long long to = row + col;
  float value[COUNT];
  UNROLL
  for (int j = 0; j < COUNT; j++) {
    value[j] = from[j] + (bias && col + j < p.N ? bias[col + j] : 0.0f);
  }
  if (p.activation == QUICK_GELU) {
    UNROLL
    for (int j = 0; j < COUNT; j++) {
      value[j] = EXACT ? quickGelu(value[j]) : fastQuickGelu(value[j]);
    }
  }
  if (p.wideOut && col + COUNT <= p.N) {
    if (p.accumulate) {
      float before[COUNT];
      loadNext(p.out, to, before);
      UNROLL
      for (int j = 0; j < COUNT; j++) {
        value[j] += before[j];
      }
    }
    storeNext(p.out, to, value);
    return;
  }
  UNROLL
  for (int j = 0; j < COUNT; j++) {
    if (col + j < p.N) {
      store(p.out, to + j, p.accumulate ? load(p.out, to + j) + value[j] : value[j]);
    }
  }
}

// Applies the epilogue to a tile in shared memory, float[ROWS][COLS + 4], and writes it with coalesced accesses.
template <int ROWS, int COLS, int THREADS, bool EXACT>
DEVICE void writeTile(const float* tile, const GemmParams& p, int firstRow, int firstCol) {
  for (int i = threadIdx.x; i < ROWS * COLS / 8; i += THREADS) {
    int row = i / (COLS / 8);
    int col = i % (COLS / 8) * 8;
    if (firstRow + row < p.M && firstCol + col < p.N) {
      writeSums<8, EXACT>(p, tile + row * (COLS + 4) + col, rowStart(p.out, firstRow + row), firstCol + col);
    }
  }
}
