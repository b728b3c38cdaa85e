// The fast matrix product: bf16 operands on the tensor cores, float sums.
//
// A block computes ROWS x COLS results; each of its warps holds WARP_ROWS x WARP_COLS of them in registers.
// Asynchronous copies bring slices of 32 along K to shared memory, STAGES - 1 slices ahead of the multiplication. Rows
// in shared memory are 40 elements apart, so that eight consecutive rows are in different banks for the copies and for
// loadMatrices.
#include "gemm.h"

template <int ROWS, int COLS, int WARP_ROWS, int WARP_COLS, int STAGES, bool GATHER>
struct GemmBf16 {
  static constexpr int SLICE = 32;
  static constexpr int STRIDE = SLICE + 8;
  static constexpr int THREADS = ROWS / WARP_ROWS * (COLS / WARP_COLS) * 32;
  static constexpr int X_PARTS = ROWS * SLICE / 8 / THREADS;  // groups of eight elements that a thread copies
  static constexpr int W_PARTS = COLS * SLICE / 8 / THREADS;
  static constexpr int DOWN = WARP_ROWS / 16;
  static constexpr int ACROSS = WARP_COLS / 8;

  DEVICE static int validBytes(int k, int K, bool inside) {
    int bytes = inside ? (K - k) * 2 : 0;
    return bytes < 0 ? 0 : bytes > 16 ? 16 : bytes;
  }

  // Copies eight elements of any storage and alignment, at once if `wide`, otherwise one by one.
  DEVICE static void gather(bf16* to, const View& x, long long row, int k, int K, bool inside, bool wide) {
    float v[8];
    if (wide && inside && k + 8 <= K) {
      loadNext(x, row + k, v);
    } else {
      UNROLL
      for (int i = 0; i < 8; i++) {
        v[i] = inside && k + i < K ? load(x, row + k + i) : 0.0f;
      }
    }
    *reinterpret_cast<uint4*>(to) =
        uint4{narrowPair(v[0], v[1]), narrowPair(v[2], v[3]), narrowPair(v[4], v[5]), narrowPair(v[6], v[7])};
  }

  DEVICE static void run(const GemmParams& p) {
    SHARED_MEMORY(bf16, shared);
    bf16* xs = shared;                           // [STAGES][ROWS][STRIDE]
    bf16* ws = shared + STAGES * ROWS * STRIDE;  // [STAGES][COLS][STRIDE]
    int across = (p.N + COLS - 1) / COLS;  // neighbouring blocks share rows of x, and the whole weight stays in L2
    int firstRow = static_cast<int>(blockIdx.x) / across * ROWS;
    int firstCol = static_cast<int>(blockIdx.x) % across * COLS;
    const bf16* x = reinterpret_cast<const bf16*>(p.x.data);
    const bf16* weight = reinterpret_cast<const bf16*>(p.weight);
    int part = threadIdx.x % (SLICE / 8) * 8;
    long long xRow[X_PARTS];
    long long wRow[W_PARTS];
    UNROLL
    for (int i = 0; i < X_PARTS; i++) {
      int row = firstRow + (threadIdx.x + i * THREADS) / (SLICE / 8);
      xRow[i] = row < p.M ? rowStart(p.x, row) : -1;
    }
    UNROLL
    for (int i = 0; i < W_PARTS; i++) {
      int row = firstCol + (threadIdx.x + i * THREADS) / (SLICE / 8);
      wRow[i] = row < p.N ? static_cast<long long>(row) * p.weightStride : -1;
    }
    int slices = (p.K + SLICE - 1) / SLICE;
    auto fetch = [&](int slice) {
      if (slice < slices) {
        int stage = slice % STAGES;
        int k = slice * SLICE + part;
        UNROLL
        for (int i = 0; i < X_PARTS; i++) {
          bf16* to = xs + (stage * ROWS + (threadIdx.x + i * THREADS) / (SLICE / 8)) * STRIDE + part;
          if (GATHER) {
            gather(to, p.x, xRow[i], k, p.K, xRow[i] >= 0, p.wideIn);
          } else {
            int bytes = validBytes(k, p.K, xRow[i] >= 0);
            copyAsync(to, bytes > 0 ? x + xRow[i] + k : x, bytes);
          }
        }
        UNROLL
        for (int i = 0; i < W_PARTS; i++) {
          bf16* to = ws + (stage * COLS + (threadIdx.x + i * THREADS) / (SLICE / 8)) * STRIDE + part;
          int bytes = validBytes(k, p.weightStride, wRow[i] >= 0);
          copyAsync(to, bytes > 0 ? weight + wRow[i] + k : weight, bytes);
        }
      }
      commitCopies();
    };
    UNROLL
    for (int slice = 0; slice < STAGES - 1; slice++) {
      fetch(slice);
    }
    int lane = threadIdx.x & 31;
    int warp = threadIdx.x >> 5;
    int top = warp / (COLS / WARP_COLS) * WARP_ROWS;
    int left = warp % (COLS / WARP_COLS) * WARP_COLS;
    float sum[DOWN][ACROSS][4] = {};
    for (int slice = 0; slice < slices; slice++) {
      awaitCopies<STAGES - 2>();
      __syncthreads();  // every thread sees this slice and no longer reads the one that is overwritten next
      fetch(slice + STAGES - 1);
      const bf16* xt = xs + slice % STAGES * ROWS * STRIDE;
      const bf16* wt = ws + slice % STAGES * COLS * STRIDE;
      UNROLL
      for (int k = 0; k < SLICE; k += 16) {
        uint32_t a[DOWN][4];
        UNROLL
        for (int i = 0; i < DOWN; i++) {
          loadMatrices(a[i], xt + (top + i * 16 + (lane & 15)) * STRIDE + k + (lane >> 4) * 8);
        }
        UNROLL
        for (int j = 0; j < ACROSS; j += 2) {
          uint32_t b[4];
          loadMatrices(b, wt + (left + j * 8 + (lane & 7) + (lane >> 4) * 8) * STRIDE + k + (lane >> 3 & 1) * 8);
          UNROLL
          for (int i = 0; i < DOWN; i++) {
            multiplyTile(sum[i][j], a[i], b[0], b[1]);
            multiplyTile(sum[i][j + 1], a[i], b[2], b[3]);
          }
        }
      }
    }
    awaitCopies<0>();
    __syncthreads();
    float* tile = reinterpret_cast<float*>(shared);
    UNROLL
    for (int i = 0; i < DOWN; i++) {
      UNROLL
      for (int j = 0; j < ACROSS; j++) {
        UNROLL
        for (int q = 0; q < 4; q += 2) {
          int row = top + i * 16 + (lane >> 2) + q * 4;
          *reinterpret_cast<float2*>(tile + row * (COLS + 4) + left + j * 8 + (lane & 3) * 2) =
              float2{sum[i][j][q], sum[i][j][q + 1]};
        }
      }
    }
    __syncthreads();
    writeTile<ROWS, COLS, THREADS, false>(tile, p, firstRow, firstCol);
  }
};

BOUNDED_KERNEL(gemm_bf16_128, GemmParams, 256, 2) { GemmBf16<128, 128, 64, 32, 4, false>::run(p); }
BOUNDED_KERNEL(gemm_bf16_64, GemmParams, 128, 4) { GemmBf16<64, 64, 32, 32, 4, false>::run(p); }
// For x in float or without the alignment that asynchronous copies need.
BOUNDED_KERNEL(gemm_bf16_gather, GemmParams, 128, 4) { GemmBf16<64, 64, 32, 32, 4, true>::run(p); }
