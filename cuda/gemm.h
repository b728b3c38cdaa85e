// What both matrix products share: out (M, N) = activation(x (M, K) * weight (N, K)^T + bias), or added to out.
#pragma once
#include "view.h"

enum ActivationKind { NONE = 0, QUICK_GELU = 1, GELU = 2, GELU_NEW = 3, RELU = 4, SELU = 5 };

struct GemmParams {
  View out, x;
  unsigned long long weight;  // row by row, `weightStride` elements apart, zeros behind the K-th
  unsigned long long bias;    // float[N], or 0
  int M, N, K, weightStride;
  int activation;  // NONE or QUICK_GELU; finish_rows has the others
  int accumulate;  // add to out
  int wideIn;      // rows of x begin at multiples of 16 bytes
  int wideOut;     // rows of out begin at multiples of 16 bytes
};

DEVICE float quickGelu(float x) { return x / (1.0f + expf(-1.702f * x)); }

// Writes a finished tile, which lies in shared memory as float[ROWS][COLS + 4], with coalesced accesses.
template <int ROWS, int COLS, int THREADS>
DEVICE void writeTile(const float* tile, const GemmParams& p, int firstRow, int firstCol) {
  const float* bias = reinterpret_cast<const float*>(p.bias);
  for (int i = threadIdx.x; i < ROWS * COLS / 8; i += THREADS) {
    int row = firstRow + i / (COLS / 8);
    int col = firstCol + i % (COLS / 8) * 8;
    if (row >= p.M || col >= p.N) {
      continue;
    }
    const float* from = tile + (row - firstRow) * (COLS + 4) + col - firstCol;
    long long to = rowStart(p.out, row) + col;
    bool whole = p.wideOut && col + 8 <= p.N;
    float value[8];
    UNROLL
    for (int j = 0; j < 8; j++) {
      value[j] = from[j] + (bias && col + j < p.N ? bias[col + j] : 0.0f);
      if (p.activation == QUICK_GELU) {
        value[j] = quickGelu(value[j]);
      }
    }
    if (whole) {
      if (p.accumulate) {
        float before[8];
        load8(p.out, to, before);
        UNROLL
        for (int j = 0; j < 8; j++) {
          value[j] += before[j];
        }
      }
      store8(p.out, to, value);
      continue;
    }
    UNROLL
    for (int j = 0; j < 8; j++) {
      if (col + j < p.N) {
        store(p.out, to + j, p.accumulate ? load(p.out, to + j) + value[j] : value[j]);
      }
    }
  }
}
