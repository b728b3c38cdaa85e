// Shared by the simulated cuBLAS and cublasLt: a matrix product on the CPU.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define EXPORT extern "C" __attribute__((visibility("default")))

extern "C" int simulation_enqueue(void* stream, int (*work)(void*), const void* argument, size_t bytes);

namespace blas {

enum Status { SUCCESS = 0, INVALID_VALUE = 7, NOT_SUPPORTED = 15 };
enum DataType { REAL_32F = 0, REAL_16BF = 14 };
enum Operation { PLAIN = 0, TRANSPOSED = 1 };

struct Operand {
  char* data;
  int type;
  long long leading, batchStride;

  float get(long long batch, long long row, long long col) const {
    long long i = batch * batchStride + col * leading + row;
    if (type == REAL_32F) {
      return reinterpret_cast<const float*>(data)[i];
    }
    uint32_t bits = static_cast<uint32_t>(reinterpret_cast<const uint16_t*>(data)[i]) << 16;
    float x;
    memcpy(&x, &bits, 4);
    return x;
  }

  void set(long long batch, long long row, long long col, float x) const {
    long long i = batch * batchStride + col * leading + row;
    if (type == REAL_32F) {
      reinterpret_cast<float*>(data)[i] = x;
      return;
    }
    uint32_t bits;
    memcpy(&bits, &x, 4);
    reinterpret_cast<uint16_t*>(data)[i] = static_cast<uint16_t>((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
  }
};

// c (m, n) = alpha * op(a) (m, k) * op(b) (k, n) + beta * c + bias (m), all column-major. Without bias.data there is no
// bias.
struct Product {
  int transposeA, transposeB, m, n, k, batches;
  float alpha, beta;
  Operand a, b, c, bias;
};

inline int multiply(void* argument) {
  const Product& p = *static_cast<const Product*>(argument);
  for (int batch = 0; batch < p.batches; batch++) {
    for (int col = 0; col < p.n; col++) {
      for (int row = 0; row < p.m; row++) {
        float sum = 0;
        for (int i = 0; i < p.k; i++) {
          sum += (p.transposeA ? p.a.get(batch, i, row) : p.a.get(batch, row, i)) *
                 (p.transposeB ? p.b.get(batch, col, i) : p.b.get(batch, i, col));
        }
        sum *= p.alpha;
        sum += p.bias.data ? p.bias.get(0, row, 0) : 0.0f;
        p.c.set(batch, row, col, p.beta == 0 ? sum : sum + p.beta * p.c.get(batch, row, col));
      }
    }
  }
  return SUCCESS;
}

// The combinations of types that the backend uses: all float, all bf16, and bf16 with results in float.
inline bool knows(int typeA, int typeB, int typeC) {
  return (typeA == REAL_32F || typeA == REAL_16BF) && typeA == typeB &&
         (typeC == REAL_32F || (typeC == REAL_16BF && typeA == REAL_16BF));
}

}  // namespace blas
