// The exact matrix product: float, one fused multiply-add for each pair of factors, in ascending order of K.
//
// A block computes ROWS x COLS results and each thread TILE x TILE of them, as outer products of values in shared
// memory, where both operands are stored with K outermost. The next slice along K is read into registers while the
// current one is multiplied.
#include "gemm.h"

template <int ROWS, int TILE>
struct GemmF32 {
  static constexpr int COLS = ROWS;
  static constexpr int SLICE = 16;  // along K
  static constexpr int ACROSS = COLS / TILE;
  static constexpr int THREADS = ACROSS * ROWS / TILE;
  static constexpr int STRIDE = ROWS + 4;
  static constexpr int PER_THREAD = ROWS * SLICE / 4 / THREADS;  // groups of four elements that a thread copies

  DEVICE static void read4(const View& view, long long row, int k, int K, bool inside, bool wide, float (&v)[4]) {
    if (inside && wide && view.kind == F32 && k + 4 <= K) {
      float4 four = *reinterpret_cast<const float4*>(reinterpret_cast<const float*>(view.data) + row + k);
      v[0] = four.x, v[1] = four.y, v[2] = four.z, v[3] = four.w;
      return;
    }
    UNROLL
    for (int i = 0; i < 4; i++) {
      v[i] = inside && k + i < K ? load(view, row + k + i) : 0.0f;
    }
  }

  DEVICE static void run(const GemmParams& p) {
    SHARED_MEMORY(float, shared);
    float* xs = shared;                   // [SLICE][STRIDE]
    float* ws = shared + SLICE * STRIDE;  // [SLICE][STRIDE]
    int across = (p.N + COLS - 1) / COLS;  // neighbouring blocks share rows of x, and the whole weight stays in L2
    int firstRow = static_cast<int>(blockIdx.x) / across * ROWS;
    int firstCol = static_cast<int>(blockIdx.x) % across * COLS;
    View weight = {p.weight, 0, p.weightStride, F32, p.N};
    long long xRow[PER_THREAD];
    long long wRow[PER_THREAD];
    float xNext[PER_THREAD][4];
    float wNext[PER_THREAD][4];
    UNROLL
    for (int i = 0; i < PER_THREAD; i++) {
      int row = (threadIdx.x + i * THREADS) / (SLICE / 4);
      xRow[i] = firstRow + row < p.M ? rowStart(p.x, firstRow + row) : -1;
      wRow[i] = firstCol + row < p.N ? static_cast<long long>(firstCol + row) * p.weightStride : -1;
    }
    int k4 = threadIdx.x % (SLICE / 4) * 4;
    int top = threadIdx.x / ACROSS * TILE;
    int left = threadIdx.x % ACROSS * TILE;
    float sum[TILE][TILE] = {};
    UNROLL
    for (int i = 0; i < PER_THREAD; i++) {
      read4(p.x, xRow[i], k4, p.K, xRow[i] >= 0, p.wideIn, xNext[i]);
      read4(weight, wRow[i], k4, p.K, wRow[i] >= 0, true, wNext[i]);
    }
    for (int k0 = 0; k0 < p.K; k0 += SLICE) {
      __syncthreads();
      UNROLL
      for (int i = 0; i < PER_THREAD; i++) {
        int row = (threadIdx.x + i * THREADS) / (SLICE / 4);
        UNROLL
        for (int j = 0; j < 4; j++) {
          xs[(k4 + j) * STRIDE + row] = xNext[i][j];
          ws[(k4 + j) * STRIDE + row] = wNext[i][j];
        }
      }
      __syncthreads();
      if (k0 + SLICE < p.K) {
        UNROLL
        for (int i = 0; i < PER_THREAD; i++) {
          read4(p.x, xRow[i], k0 + SLICE + k4, p.K, xRow[i] >= 0, p.wideIn, xNext[i]);
          read4(weight, wRow[i], k0 + SLICE + k4, p.K, wRow[i] >= 0, true, wNext[i]);
        }
      }
      UNROLL_BY_4
      for (int k = 0; k < SLICE; k++) {
        float x[TILE];
        float w[TILE];
        UNROLL
        for (int i = 0; i < TILE; i += 4) {
          float4 four = *reinterpret_cast<const float4*>(xs + k * STRIDE + top + i);
          x[i] = four.x, x[i + 1] = four.y, x[i + 2] = four.z, x[i + 3] = four.w;
          four = *reinterpret_cast<const float4*>(ws + k * STRIDE + left + i);
          w[i] = four.x, w[i + 1] = four.y, w[i + 2] = four.z, w[i + 3] = four.w;
        }
        UNROLL
        for (int i = 0; i < TILE; i++) {
          UNROLL
          for (int j = 0; j < TILE; j++) {
            sum[i][j] = fmaf(x[i], w[j], sum[i][j]);
          }
        }
      }
    }
    __syncthreads();
    UNROLL
    for (int i = 0; i < TILE; i++) {
      UNROLL
      for (int j = 0; j < TILE; j++) {
        shared[(top + i) * (COLS + 4) + left + j] = sum[i][j];
      }
    }
    __syncthreads();
    writeTile<ROWS, COLS, THREADS, true>(shared, p, firstRow, firstCol);
  }
};

BOUNDED_KERNEL(gemm_f32_128, GemmParams, 256, 1) { GemmF32<128, 8>::run(p); }
BOUNDED_KERNEL(gemm_f32_64, GemmParams, 256, 2) { GemmF32<64, 4>::run(p); }
