// A simulated libcublas: the entry points that the backend uses, computed on the CPU in stream order.
#include "blas.h"

using namespace blas;

namespace {

struct Handle {
  void* stream = nullptr;
};

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
  if (!knows(typeA, typeB, typeC)) {
    return NOT_SUPPORTED;
  }
  if (leadingA < (transposeA ? k : m) || leadingB < (transposeB ? n : k) || leadingC < m) {
    return INVALID_VALUE;
  }
  Product product = {transposeA, transposeB, m, n, k, batches, *alpha, *beta,
                     {static_cast<char*>(const_cast<void*>(a)), typeA, leadingA, strideA},
                     {static_cast<char*>(const_cast<void*>(b)), typeB, leadingB, strideB},
                     {static_cast<char*>(c), typeC, leadingC, strideC},
                     {nullptr, typeC, 0, 0}};
  return simulation_enqueue(static_cast<Handle*>(handle)->stream, multiply, &product, sizeof product);
}

EXPORT int cublasGemmEx(void* handle, int transposeA, int transposeB, int m, int n, int k, const float* alpha,
                        const void* a, int typeA, int leadingA, const void* b, int typeB, int leadingB,
                        const float* beta, void* c, int typeC, int leadingC, int compute, int algorithm) {
  return cublasGemmStridedBatchedEx(handle, transposeA, transposeB, m, n, k, alpha, a, typeA, leadingA, 0, b, typeB,
                                    leadingB, 0, beta, c, typeC, leadingC, 0, 1, compute, algorithm);
}
