// A simulated libcublasLt.so.13 with the entry points that the backend uses. It is stricter than NVIDIA's: every
// argument is checked, and an algorithm runs only the problem it was chosen for. Products with an odd number of result
// rows find no algorithm, so that tests cover that case.
#include "blas.h"
#include <initializer_list>

using namespace blas;

namespace {

enum MoreStatus { NOT_INITIALIZED = 1 };
enum Attribute {
  OPERATION_TRANSPOSES_A = 3, OPERATION_TRANSPOSES_B = 4, OPERATION_EPILOGUE = 7, OPERATION_BIAS = 8,
  OPERATION_BIAS_TYPE = 26, LAYOUT_BATCHES = 5, LAYOUT_BATCH_STRIDE = 6, PREFERENCE_WORKSPACE = 1,
  PREFERENCE_REDUCTION = 3, PREFERENCE_ALIGNMENT_A = 5
};
enum Epilogue { EPILOGUE_NONE = 1, EPILOGUE_BIAS = 4 };
enum Compute { COMPUTE_32F = 68 };

const size_t WORKSPACE = 1 << 20;  // what products with K of at least 512 claim to need

struct Description {
  int transposeA = PLAIN, transposeB = PLAIN;
  uint32_t epilogue = EPILOGUE_NONE;
  char* bias = nullptr;
  int biasType = -1;
};

struct Layout {
  int type;
  uint64_t rows, cols;
  int64_t leading;
  int32_t batches = 1;
  int64_t batchStride = 0;
};

struct Preference {
  uint64_t workspace = 0;
  uint32_t reduction = 7;
  uint32_t alignment[4] = {256, 256, 256, 256};  // of A, B, C, D
};

// The problem that the algorithm was chosen for, in 64 bytes as in cublasLt.h.
struct Algorithm {
  uint64_t shape, workspace;
  uint32_t alignment[4];
  uint32_t biasAlignment, epilogue;
  uint64_t reserved[3];
};
static_assert(sizeof(Algorithm) == 64, "cublasLtMatmulAlgo_t");

struct Result {
  Algorithm algorithm;
  size_t workspace;
  int state;
  float waves;
  int reserved[4];
};
static_assert(sizeof(Result) == 96 && offsetof(Result, state) == 72, "cublasLtMatmulHeuristicResult_t");

template <class T>
int set(T* target, const void* value, size_t bytes) {
  if (!value || bytes != sizeof(T)) {
    return INVALID_VALUE;
  }
  memcpy(target, value, bytes);
  return SUCCESS;
}

uint32_t alignmentOf(const void* pointer) {
  uint64_t address = reinterpret_cast<uint64_t>(pointer);
  uint64_t lowest = address & -address;
  return lowest == 0 || lowest > 256 ? 256 : static_cast<uint32_t>(lowest);
}

// A hash of everything that distinguishes two problems, except alignments.
uint64_t shapeOf(const Description& operation, const Layout& a, const Layout& b, const Layout& d) {
  uint64_t hash = 14695981039346656037u;
  auto mix = [&](uint64_t value) { hash = (hash ^ value) * 1099511628211u; };
  mix(operation.transposeA);
  mix(operation.transposeB);
  mix(operation.epilogue);
  for (const Layout* each : {&a, &b, &d}) {
    mix(each->type);
    mix(each->rows);
    mix(each->cols);
    mix(each->leading);
    mix(each->batches);
    mix(each->batchStride);
  }
  return hash;
}

bool sameLayout(const Layout& c, const Layout& d) {
  return c.type == d.type && c.rows == d.rows && c.cols == d.cols && c.leading == d.leading && c.batches == d.batches &&
         c.batchStride == d.batchStride;
}

int check(const Description& operation, const Layout& a, const Layout& b, const Layout& c, const Layout& d) {
  if (!knows(a.type, b.type, d.type)) {
    return NOT_SUPPORTED;
  }
  uint64_t m = operation.transposeA ? a.cols : a.rows, k = operation.transposeA ? a.rows : a.cols;
  uint64_t k2 = operation.transposeB ? b.cols : b.rows, n = operation.transposeB ? b.rows : b.cols;
  bool fits = k == k2 && d.rows == m && d.cols == n && sameLayout(c, d) && a.batches == d.batches &&
              b.batches == d.batches;
  for (const Layout* each : {&a, &b, &d}) {
    fits = fits && each->rows > 0 && each->cols > 0 && each->leading >= static_cast<int64_t>(each->rows);
  }
  bool biasFits = operation.epilogue == EPILOGUE_NONE ||
                  (operation.epilogue == EPILOGUE_BIAS && operation.bias &&
                   (operation.biasType == -1 || operation.biasType == d.type));
  return fits && biasFits ? SUCCESS : INVALID_VALUE;
}

}  // namespace

EXPORT int cublasLtCreate(void** handle) {
  *handle = new int(0x17);
  return SUCCESS;
}

EXPORT int cublasLtDestroy(void* handle) {
  delete static_cast<int*>(handle);
  return SUCCESS;
}

EXPORT int cublasLtMatmulDescCreate(void** operation, int compute, int scaleType) {
  if (compute != COMPUTE_32F || scaleType != REAL_32F) {
    return INVALID_VALUE;
  }
  *operation = new Description;
  return SUCCESS;
}

EXPORT int cublasLtMatmulDescDestroy(void* operation) {
  delete static_cast<Description*>(operation);
  return SUCCESS;
}

EXPORT int cublasLtMatmulDescSetAttribute(void* operation, int attribute, const void* value, size_t bytes) {
  Description* o = static_cast<Description*>(operation);
  switch (attribute) {
    case OPERATION_TRANSPOSES_A: return set(&o->transposeA, value, bytes);
    case OPERATION_TRANSPOSES_B: return set(&o->transposeB, value, bytes);
    case OPERATION_EPILOGUE: return set(&o->epilogue, value, bytes);
    case OPERATION_BIAS: return set(&o->bias, value, bytes);
    case OPERATION_BIAS_TYPE: return set(&o->biasType, value, bytes);
    default: return INVALID_VALUE;
  }
}

EXPORT int cublasLtMatrixLayoutCreate(void** layout, int type, uint64_t rows, uint64_t cols, int64_t leading) {
  *layout = new Layout{type, rows, cols, leading};
  return SUCCESS;
}

EXPORT int cublasLtMatrixLayoutDestroy(void* layout) {
  delete static_cast<Layout*>(layout);
  return SUCCESS;
}

EXPORT int cublasLtMatrixLayoutSetAttribute(void* layout, int attribute, const void* value, size_t bytes) {
  Layout* l = static_cast<Layout*>(layout);
  switch (attribute) {
    case LAYOUT_BATCHES: return set(&l->batches, value, bytes);
    case LAYOUT_BATCH_STRIDE: return set(&l->batchStride, value, bytes);
    default: return INVALID_VALUE;
  }
}

EXPORT int cublasLtMatmulPreferenceCreate(void** preference) {
  *preference = new Preference;
  return SUCCESS;
}

EXPORT int cublasLtMatmulPreferenceDestroy(void* preference) {
  delete static_cast<Preference*>(preference);
  return SUCCESS;
}

EXPORT int cublasLtMatmulPreferenceSetAttribute(void* preference, int attribute, const void* value, size_t bytes) {
  Preference* p = static_cast<Preference*>(preference);
  switch (attribute) {
    case PREFERENCE_WORKSPACE: return set(&p->workspace, value, bytes);
    case PREFERENCE_REDUCTION: return set(&p->reduction, value, bytes);
    default:
      return attribute >= PREFERENCE_ALIGNMENT_A && attribute < PREFERENCE_ALIGNMENT_A + 4
                 ? set(&p->alignment[attribute - PREFERENCE_ALIGNMENT_A], value, bytes)
                 : static_cast<int>(INVALID_VALUE);
  }
}

EXPORT int cublasLtMatmulAlgoGetHeuristic(void* handle, void* operation, void* a, void* b, void* c, void* d,
                                          void* preference, int most, void* results, int* count) {
  if (!handle) {
    return NOT_INITIALIZED;
  }
  if (!operation || !a || !b || !c || !d || !preference || most < 1 || !results || !count) {
    return INVALID_VALUE;
  }
  const Description& o = *static_cast<Description*>(operation);
  const Layout &layoutA = *static_cast<Layout*>(a), &layoutB = *static_cast<Layout*>(b),
               &layoutC = *static_cast<Layout*>(c), &layoutD = *static_cast<Layout*>(d);
  const Preference& p = *static_cast<Preference*>(preference);
  *count = 0;
  int status = check(o, layoutA, layoutB, layoutC, layoutD);
  if (status != SUCCESS) {
    return status;
  }
  if (layoutD.rows % 2 != 0) {
    return layoutD.rows % 4 == 1 ? NOT_SUPPORTED : SUCCESS;  // covers both answers of a search that finds nothing
  }
  uint64_t workspace = layoutA.rows >= 512 ? WORKSPACE : 0;
  Result result = {};
  result.algorithm = {shapeOf(o, layoutA, layoutB, layoutD), workspace,
                      {p.alignment[0], p.alignment[1], p.alignment[2], p.alignment[3]},
                      alignmentOf(o.bias), o.epilogue, {}};
  result.workspace = workspace;
  result.state = workspace <= p.workspace && p.reduction == 2 ? SUCCESS : NOT_SUPPORTED;
  memcpy(results, &result, sizeof result);
  *count = 1;
  return SUCCESS;
}

EXPORT int cublasLtMatmul(void* handle, void* operation, const float* alpha, char* a, void* layoutA, char* b,
                          void* layoutB, const float* beta, char* c, void* layoutC, char* d, void* layoutD,
                          const void* algorithm, void* workspace, size_t workspaceBytes, void* stream) {
  if (!handle) {
    return NOT_INITIALIZED;
  }
  if (!operation || !alpha || !beta || !layoutA || !layoutB || !layoutC || !layoutD || !algorithm || c != d) {
    return INVALID_VALUE;
  }
  const Description& o = *static_cast<Description*>(operation);
  const Layout &la = *static_cast<Layout*>(layoutA), &lb = *static_cast<Layout*>(layoutB),
               &lc = *static_cast<Layout*>(layoutC), &ld = *static_cast<Layout*>(layoutD);
  Algorithm chosen;
  memcpy(&chosen, algorithm, sizeof chosen);
  const char* pointers[] = {a, b, c, d};
  bool fits = check(o, la, lb, lc, ld) == SUCCESS && chosen.shape == shapeOf(o, la, lb, ld) &&
              chosen.workspace <= workspaceBytes && (chosen.workspace == 0 || workspace) &&
              (o.epilogue == EPILOGUE_NONE || alignmentOf(o.bias) >= chosen.biasAlignment);
  for (int i = 0; i < 4; i++) {
    fits = fits && pointers[i] && alignmentOf(pointers[i]) >= chosen.alignment[i];
  }
  if (!fits) {
    return INVALID_VALUE;
  }
  Product product = {o.transposeA, o.transposeB, static_cast<int>(ld.rows), static_cast<int>(ld.cols),
                     static_cast<int>(o.transposeA ? la.rows : la.cols), ld.batches, *alpha, *beta,
                     {a, la.type, la.leading, la.batchStride},
                     {b, lb.type, lb.leading, lb.batchStride},
                     {d, ld.type, ld.leading, ld.batchStride},
                     {o.epilogue == EPILOGUE_BIAS ? o.bias : nullptr, ld.type, 0, 0}};
  return simulation_enqueue(stream, multiply, &product, sizeof product);
}
