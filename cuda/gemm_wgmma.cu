// The fast matrix product on Hopper's warpgroup instructions (compute capability 9.0a, a module of its own).
//
// A block of two warpgroups computes 128 x 128 results, a warpgroup 64 x 128 of them in registers. Slices of 64 along K
// travel by asynchronous copies, into the permuted layout that the products read; while one slice is multiplied, the
// next one's product may begin and the one after that is on its way. So a stage is written again when the product before
// the last is done: three stages, one slice fetched ahead, and two blocks to a multiprocessor to fill the gaps.
#include "gemm.h"
#include "wgmma.h"

namespace gemm_wgmma_tile {
constexpr int ROWS = 128;
constexpr int COLS = 128;
constexpr int SLICE = 64;
constexpr int STAGES = 3;
constexpr int THREADS = 256;
constexpr int TILE_BYTES = ROWS * SLICE * 2;
constexpr int PARTS = ROWS * SLICE / 8 / THREADS;  // groups of eight elements of each operand that a thread copies
}  // namespace gemm_wgmma_tile

BOUNDED_KERNEL(gemm_bf16_wgmma, GemmParams, 256, 2) {
  using namespace gemm_wgmma_tile;
  SHARED_MEMORY(char, unaligned);
  char* shared = unaligned + (1024 - (reinterpret_cast<uintptr_t>(unaligned) & 1023)) % 1024;
  int across = (p.N + COLS - 1) / COLS;
  int firstRow = static_cast<int>(blockIdx.x) / across * ROWS;
  int firstCol = static_cast<int>(blockIdx.x) % across * COLS;
  const bf16* x = reinterpret_cast<const bf16*>(p.x.data);
  const bf16* weight = reinterpret_cast<const bf16*>(p.weight);
  int part = threadIdx.x % (SLICE / 8) * 8;
  long long xRow[PARTS];
  long long wRow[PARTS];
  UNROLL
  for (int i = 0; i < PARTS; i++) {
    int row = (threadIdx.x + i * THREADS) / (SLICE / 8);
    xRow[i] = firstRow + row < p.M ? rowStart(p.x, firstRow + row) : -1;
    wRow[i] = firstCol + row < p.N ? static_cast<long long>(firstCol + row) * p.weightStride : -1;
  }
  int slices = (p.K + SLICE - 1) / SLICE;
  auto fetchPart = [&](char* tile, int i, const bf16* from, long long row, int k, int limit) {
    int bytes = row < 0 ? 0 : min(16, max(0, (limit - k) * 2));
    int offset = (threadIdx.x + i * THREADS) / (SLICE / 8) * (SLICE * 2) + part * 2;
    copyAsync(tile + swizzled(offset), bytes > 0 ? from + row + k : from, bytes);
  };
  auto fetch = [&](int slice) {
    if (slice < slices) {
      char* stage = shared + slice % STAGES * 2 * TILE_BYTES;
      UNROLL
      for (int i = 0; i < PARTS; i++) {
        fetchPart(stage, i, x, xRow[i], slice * SLICE + part, p.K);
        fetchPart(stage + TILE_BYTES, i, weight, wRow[i], slice * SLICE + part, p.weightStride);
      }
    }
    commitCopies();
  };
  UNROLL
  for (int slice = 0; slice < STAGES - 2; slice++) {
    fetch(slice);
  }
  int group = threadIdx.x / 128;
  float sum[64] = {};
  for (int slice = 0; slice < slices; slice++) {
    awaitCopies<STAGES - 3>();
    publishToProducts();
    awaitProducts<1>();
    __syncthreads();  // this slice is there for all, and all are done with the stage that is overwritten next
    fetch(slice + STAGES - 2);
    const char* stage = shared + slice % STAGES * 2 * TILE_BYTES;
    beginProducts();
    UNROLL
    for (int k = 0; k < SLICE; k += 16) {
      multiplyGroup(sum, stage + group * (64 * SLICE * 2) + k * 2, stage + TILE_BYTES + k * 2);
    }
    commitProducts();
  }
  awaitProducts<0>();
  awaitCopies<0>();
  __syncthreads();
  float* tile = reinterpret_cast<float*>(shared);
  int lane = threadIdx.x & 31;
  int top = threadIdx.x / 32 * 16 + (lane >> 2);
  UNROLL
  for (int i = 0; i < 64; i += 2) {
    int row = top + (i & 2) * 4;
    *reinterpret_cast<float2*>(tile + row * (COLS + 4) + i / 4 * 8 + (lane & 3) * 2) = float2{sum[i], sum[i + 1]};
  }
  __syncthreads();
  writeTile<ROWS, COLS, THREADS>(tile, p, firstRow, firstCol);
}
