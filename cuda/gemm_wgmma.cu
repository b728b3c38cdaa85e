// The fast matrix product on Hopper's warpgroup instructions and copy engine, compiled to an image of its own for
// compute capability 9.0a.
//
// A block stays on its multiprocessor and computes every gridDim-th tile of 128 x 192 results. One thread of the first
// warpgroup issues the copies of slices of 64 along K into a ring of four stages, tile after tile. The two other
// warpgroups alternate between tiles: while one multiplies, with all its sums in registers, the other writes its
// previous tile. The barrier `full` of a stage completes when its copies have arrived, `empty` when the four warps that
// read the stage have finished with it. `next` starts a warpgroup's turn once the other one's last slice has arrived;
// any earlier, it could take an older phase of `full` for its own, because phases differ only in their parity.
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
constexpr int STAGES = 4;
constexpr int X_BYTES = ROWS * SLICE * 2;
constexpr int STAGE_BYTES = X_BYTES + COLS * SLICE * 2;
constexpr int BAND = 16;   // tiles across; their weights stay in the cache with a few rows of x
constexpr int CHUNK = 64;  // columns that a warp writes at once

// A warp's shared memory for writing its part of a tile.
struct Writing {
  float sums[16 * CHUNK];  // 16 rows; the groups of 8 columns are permuted by the row
  long long starts[32];    // offsets of its rows in both halves of the tile, or -1
};

struct Tile {
  int row, col;
};

// Tiles are numbered band by band, and row by row within a band, so that tiles computed at the same time share rows and
// columns.
DEVICE Tile place(int tile, int down, int across) {
  int band = tile / (BAND * down);
  int within = tile - band * BAND * down;
  int width = min(BAND, across - band * BAND);
  return {within / width * ROWS, (band * BAND + within % width) * COLS};
}

// The position in a ring of stages after `steps` steps.
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

// Applies the epilogue to 16 rows of sums and writes them; a lane writes four columns of every other row. The values to
// add to are all loaded before the first is used: with so few warps writing, only many loads in flight hide the latency
// of memory.
DEVICE void writeChunk(const Writing& own, const long long* starts, const GemmParams& p, int firstCol) {
  int lane = threadIdx.x & 31;
  int upper = lane >> 4;
  int group = lane >> 1 & 7;
  int col = firstCol + (lane & 15) * 4;
  const float* sums = own.sums + (lane & 1) * 4;
  if (!p.wideOut || firstCol + CHUNK > p.N) {
    ROLLED
    for (int row = upper; row < 16; row += 2) {
      if (starts[row] >= 0 && col < p.N) {
        writeSums<4, false>(p, sums + row * CHUNK + ((group ^ row) & 7) * 8, starts[row], col);
      }
    }
    return;
  }
  float before[8][4] = {};
  if (p.accumulate) {
    UNROLL
    for (int i = 0; i < 8; i++) {
      long long start = starts[upper + i * 2];
      if (start >= 0) {
        loadNext(p.out, start + col, before[i]);
      }
    }
  }
  float4 bias = p.bias ? *reinterpret_cast<const float4*>(reinterpret_cast<const float*>(p.bias) + col) : float4{};
  UNROLL
  for (int i = 0; i < 8; i++) {
    int row = upper + i * 2;
    float4 sum = *reinterpret_cast<const float4*>(sums + row * CHUNK + ((group ^ row) & 7) * 8);
    float value[4] = {sum.x + bias.x, sum.y + bias.y, sum.z + bias.z, sum.w + bias.w};
    UNROLL
    for (int j = 0; j < 4; j++) {
      value[j] = (p.activation == QUICK_GELU ? fastQuickGelu(value[j]) : value[j]) + before[i][j];
    }
    if (starts[row] >= 0) {
      storeNext(p.out, starts[row] + col, value);
    }
  }
}

// Writes a warp's rows of both halves of a tile through its own shared memory.
DEVICE void writeTile(const float (&sum)[2][96], Writing& own, const GemmParams& p, int firstRow, int firstCol) {
  int lane = threadIdx.x & 31;
  int row = firstRow + (lane >> 4) * 64 + (lane & 15);
  own.starts[lane] = row < p.M ? rowStart(p.out, row) : -1;
  UNROLL
  for (int chunk = 0; chunk < 2 * COLS / CHUNK; chunk++) {
    int half = chunk / (COLS / CHUNK);
    int part = chunk % (COLS / CHUNK);
    if (firstCol + part * CHUNK < p.N) {
      UNROLL
      for (int i = 0; i < CHUNK / 2; i += 2) {
        int line = (lane >> 2) + (i & 2) * 4;
        const float* from = sum[half] + part * (CHUNK / 2) + i;
        *reinterpret_cast<float2*>(own.sums + line * CHUNK + ((i / 4 ^ line) & 7) * 8 + (lane & 3) * 2) =
            float2{from[0], from[1]};
      }
      __syncwarp();
      writeChunk(own, own.starts + half * 16, p, firstCol + part * CHUNK);
      __syncwarp();
    }
  }
}
}  // namespace hopper

MAPPED_KERNEL(gemm_bf16_wgmma, HopperGemmParams, 384) {
  using namespace hopper;
  SHARED_MEMORY(char, unaligned);
  char* stages = unaligned + (1024 - (sharedAddress(unaligned) & 1023)) % 1024;
  Writing* written = reinterpret_cast<Writing*>(stages + STAGES * STAGE_BYTES);
  Barrier* full = reinterpret_cast<Barrier*>(written + 8);
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
      writeTile(sum, written[warp], p.gemm, at.row + warp % 4 * 16, at.col);
    }
  }
}
