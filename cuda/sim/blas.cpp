// A libcublas.so.12 with the entry points that the backend uses, computed on the CPU in the order of the stream.
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define EXPORT extern "C" __attribute__((visibility("default")))

extern "C" int simulation_enqueue(void* stream, int (*work)(void*), const void* argument, size_t bytes);

namespace {

enum Status { SUCCESS = 0, INVALID_VALUE = 7, NOT_SUPPORTED = 15 };
enum DataType { REAL_32F = 0, REAL_16BF = 14 };
enum Operation { PLAIN = 0, TRANSPOSED = 1 };

struct Handle {
  void* stream = nullptr;
};

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

// c (m, n) = alpha * op(a) (m, k) * op(b) (k, n) + beta * c, all column by column.
struct Product {
  int transposeA, transposeB, m, n, k, batches;
  float alpha, beta;
  Operand a, b, c;
};

int multiply(void* argument) {
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
        p.c.set(batch, row, col, p.beta == 0 ? sum : sum + p.beta * p.c.get(batch, row, col));
      }
    }
  }
  return SUCCESS;
}

}  // namespace

EXPORT int cublasCreate_v2(void** handle) {
  *handle = new Handle;
  return SUCCESS;
}

EXPORT int cublasDestroy_v2(void* handle) {
  delete static_cast<Handle*>(handle);
  return SUCCESS;
}

EXPORT int cublasSetStream_v2(void* handle, void* stream) {
  static_cast<Handle*>(handle)->stream = stream;
  return SUCCESS;
}

EXPORT int cublasSetWorkspace_v2(void*, void*, size_t) { return SUCCESS; }

EXPORT int cublasGetVersion_v2(void*, int* version) {
  *version = 120000;
  return SUCCESS;
}

EXPORT int cublasGemmStridedBatchedEx(void* handle, int transposeA, int transposeB, int m, int n, int k,
                                      const float* alpha, const void* a, int typeA, int leadingA, long long strideA,
                                      const void* b, int typeB, int leadingB, long long strideB, const float* beta,
                                      void* c, int typeC, int leadingC, long long strideC, int batches, int, int) {
  bool known = (typeA == REAL_32F || typeA == REAL_16BF) && typeA == typeB &&
               (typeC == REAL_32F || (typeC == REAL_16BF && typeA == REAL_16BF));
  if (!known) {
    return NOT_SUPPORTED;
  }
  if (leadingA < (transposeA ? k : m) || leadingB < (transposeB ? n : k) || leadingC < m) {
    return INVALID_VALUE;
  }
  Product product = {transposeA, transposeB, m, n, k, batches, *alpha, *beta,
                     {static_cast<char*>(const_cast<void*>(a)), typeA, leadingA, strideA},
                     {static_cast<char*>(const_cast<void*>(b)), typeB, leadingB, strideB},
                     {static_cast<char*>(c), typeC, leadingC, strideC}};
  return simulation_enqueue(static_cast<Handle*>(handle)->stream, multiply, &product, sizeof product);
}

EXPORT int cublasGemmEx(void* handle, int transposeA, int transposeB, int m, int n, int k, const float* alpha,
                        const void* a, int typeA, int leadingA, const void* b, int typeB, int leadingB,
                        const float* beta, void* c, int typeC, int leadingC, int compute, int algorithm) {
  return cublasGemmStridedBatchedEx(handle, transposeA, transposeB, m, n, k, alpha, a, typeA, leadingA, 0, b, typeB,
                                    leadingB, 0, beta, c, typeC, leadingC, 0, 1, compute, algorithm);
}
