// The fast matrix product on Hopper's warpgroup instructions and copy engine (compute capability 9.0a, an image of its
// own).
//
// A block stays on its multiprocessor and takes every gridDim-th tile of 128 x 192 results. One thread of the first
// warpgroup has slices of 64 along K copied into a ring of five stages, tile after tile. The two other warpgroups take
// turns at the tiles: while one multiplies, with all sums in its registers, the other writes its last tile. `full`
// says that a stage has arrived, `empty` that its four readers are done with it. `next` gives a warpgroup its turn,
// when the other's last slice has arrived: a phase is known by its parity, so nobody may wait for the next but one.
#include "gemm.h"
#include "tma.h"
#include "wgmma.h"

struct HopperGemmParams {
  TensorMap x;       // boxes of 128 rows, 64 columns
  TensorMap weight;  // boxes of 192 rows, 64 columns
  GemmParams gemm;
};

namespace hopper {
constexpr int ROWS = 128;
constexpr int COLS = 192;
constexpr int SLICE = 64;
constexpr int STAGES = 5;
constexpr int X_BYTES = ROWS * SLICE * 2;
constexpr int STAGE_BYTES = X_BYTES + COLS * SLICE * 2;
constexpr int BAND = 16;   // tiles across whose weights share the cache with a few rows of x
constexpr int CHUNK = 32;  // columns that a warp writes at a time
constexpr int WARP_FLOATS = 16 * CHUNK;

struct Tile {
  int row, col;
};

// Bands of columns one after another, in a band row by row: what runs at the same time shares rows and columns.
DEVICE Tile place(int tile, int down, int across) {
  int band = tile / (BAND * down);
  int within = tile - band * BAND * down;
  int width = min(BAND, across - band * BAND);
  return {within / width * ROWS, (band * BAND + within % width) * COLS};
}

// Where a ring stands after so many steps.
struct Ring {
  int stage;
  int parity;

  DEVICE explicit Ring(int steps) : stage(steps % STAGES), parity(steps / STAGES & 1) {}

  DEVICE void advance() {
    if (++stage == STAGES) {
      stage = 0;
      parity ^= 1;
    }
  }
};

// Writes a warp's rows of both halves of a tile, `CHUNK` columns at a time, by way of its own shared memory.
DEVICE void writeTile(float (&sum)[2][96], float* own, const GemmParams& p, int firstRow, int firstCol) {
  int lane = threadIdx.x & 31;
  int part = lane & 3;
  ROLLED
  for (int chunk = 0; chunk < 2 * COLS / CHUNK; chunk++) {
    UNROLL
    for (int at = 0; at < 2 * COLS / CHUNK; at++) {  // sums are registers, whose numbers stand in the code
      if (at == chunk) {
        const float* from = sum[at / (COLS / CHUNK)] + at % (COLS / CHUNK) * 16;
        UNROLL
        for (int i = 0; i < 16; i += 2) {
          int line = (lane >> 2) + (i & 2) * 4;
          *reinterpret_cast<float2*>(own + line * CHUNK + ((i / 4 ^ line) & 3) * 8 + part * 2) =
              float2{from[i], from[i + 1]};
        }
      }
    }
    __syncwarp();
    int col = firstCol + chunk % (COLS / CHUNK) * CHUNK + (lane & 7) * 4;
    ROLLED
    for (int line = lane >> 3; line < 16; line += 4) {
      int row = firstRow + chunk / (COLS / CHUNK) * 64 + line;
      if (col < p.N && row < p.M) {
        const float* from = own + line * CHUNK + ((lane >> 1 ^ line) & 3) * 8 + (lane & 1) * 4;
        writeSums<4, false>(p, from, rowStart(p.out, row), col);
      }
    }
    __syncwarp();
  }
}
}  // namespace hopper

MAPPED_KERNEL(gemm_bf16_wgmma, HopperGemmParams, 384) {
  using namespace hopper;
  SHARED_MEMORY(char, unaligned);
  char* stages = unaligned + (1024 - (sharedAddress(unaligned) & 1023)) % 1024;
  float* written = reinterpret_cast<float*>(stages + STAGES * STAGE_BYTES);
  Barrier* full = reinterpret_cast<Barrier*>(written + 8 * WARP_FLOATS);
  Barrier* empty = full + STAGES;
  Barrier* next = empty + STAGES;
  if (threadIdx.x == 0) {
    prefetchMap(p.x);
    prefetchMap(p.weight);
    for (int i = 0; i < STAGES; i++) {
      makeBarrier(full + i, 1);
      makeBarrier(empty + i, 4);
    }
    makeBarrier(next, 4);
    makeBarrier(next + 1, 4);
    publishBarriers();
  }
  __syncthreads();
  int across = (p.gemm.N + COLS - 1) / COLS;
  int down = (p.gemm.M + ROWS - 1) / ROWS;
  int slices = (p.gemm.K + SLICE - 1) / SLICE;
  int warp = threadIdx.x / 32 - 4;
  if (warp < 0) {
    keepRegisters<24>();
    if (threadIdx.x == 0) {
      Ring ring(0);
      for (int tile = blockIdx.x; tile < across * down; tile += gridDim.x) {
        Tile at = place(tile, down, across);
        for (int slice = 0; slice < slices; slice++, ring.advance()) {
          awaitPhase(empty + ring.stage, ring.parity ^ 1);
          arriveExpecting(full + ring.stage, STAGE_BYTES);
          char* stage = stages + ring.stage * STAGE_BYTES;
          copyBox(stage, p.x, slice * SLICE, at.row, full + ring.stage);
          copyBox(stage + X_BYTES, p.weight, slice * SLICE, at.col, full + ring.stage);
        }
      }
    }
  } else {
    takeRegisters<240>();
    uint32_t x = operandAt(stages);
    int group = warp / 4;
    for (int turn = group;; turn += 2) {
      int tile = static_cast<int>(blockIdx.x) + turn * static_cast<int>(gridDim.x);
      if (tile >= across * down) {
        break;
      }
      awaitPhase(next + group, ((turn + 1) / 2 + 1) & 1);
      Ring ring(turn * slices);
      float sum[2][96] = {};
      settle(sum[0]);
      settle(sum[1]);
      for (int slice = 0; slice < slices; slice++, ring.advance()) {
        awaitPhase(full + ring.stage, ring.parity);
        beginProducts();
        UNROLL
        for (int k = 0; k < SLICE * 2 / 16; k += 2) {
          uint32_t at = x + ring.stage * (STAGE_BYTES / 16) + k;
          multiplyGroup(sum[0], at, at + X_BYTES / 16);
          multiplyGroup(sum[1], at + X_BYTES / 32, at + X_BYTES / 16);
        }
        commitProducts();
        awaitProducts<1>();
        if (slice > 0 && threadIdx.x % 32 == 0) {
          arrive(empty + (ring.stage + STAGES - 1) % STAGES);
        }
      }
      if (threadIdx.x % 32 == 0) {
        arrive(next + (group ^ 1));
      }
      awaitProducts<0>();
      settle(sum[0]);
      settle(sum[1]);
      if (threadIdx.x % 32 == 0) {
        arrive(empty + (ring.stage + STAGES - 1) % STAGES);
      }
      Tile at = place(tile, down, across);
      writeTile(sum, written + warp * WARP_FLOATS, p.gemm, at.row + warp % 4 * 16, at.col);
    }
  }
}
