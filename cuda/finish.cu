// Adds a bias and applies an activation in place, after a product that has no epilogue for them. One warp computes one
// row.
#include "gemm.h"

struct FinishParams {
  View out;
  unsigned long long bias;  // float[cols], or 0
  int rows, cols, activation, wide;
};

DEVICE float activate(int activation, float x) {
  switch (activation) {
    case QUICK_GELU:
      return quickGelu(x);
    case GELU:
      return 0.5f * x * erfcf(-0.70710678f * x);
    case GELU_NEW:
      return 0.5f * x * (1.0f + tanhf(0.79788456f * (x + 0.044715f * x * x * x)));
    case RELU:
      return x < 0 ? 0.0f : x;
    case SELU:
      return 1.0507010f * (x > 0 ? x : 1.6732632f * expm1f(x));
    default:
      return x;
  }
}

KERNEL(finish_rows, FinishParams) {
  int row = blockIdx.x * (blockDim.x >> 5) + (threadIdx.x >> 5);
  if (row >= p.rows) {
    return;
  }
  const float* bias = reinterpret_cast<const float*>(p.bias);
  long long out = rowStart(p.out, row);
  if (p.wide && p.activation <= QUICK_GELU) {
    for (int col = (threadIdx.x & 31) * 8; col < p.cols; col += 256) {
      float value[8];
      loadNext(p.out, out + col, value);
      UNROLL
      for (int i = 0; i < 8; i++) {
        value[i] += bias ? bias[col + i] : 0.0f;
        value[i] = p.activation == QUICK_GELU ? quickGelu(value[i]) : value[i];
      }
      storeNext(p.out, out + col, value);
    }
    return;
  }
  for (int col = threadIdx.x & 31; col < p.cols; col += 32) {
    store(p.out, out + col, activate(p.activation, load(p.out, out + col) + (bias ? bias[col] : 0.0f)));
  }
}
