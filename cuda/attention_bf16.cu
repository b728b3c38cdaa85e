// Attention on the tensor cores, for heads of 64 columns in bf16 whose rows begin at multiples of 16 bytes.
//
// A block computes 64 queries of one head and a warp 16 of them. Asynchronous copies bring tiles of 64 keys and values
// to shared memory, one tile ahead. Scores, weights and sums stay in registers, because a product leaves its result in
// the layout that the next product expects of its left operand. Sums are float; weights are rounded to bf16.
#include "attention.h"

namespace attention_bf16_tile {
constexpr int TILE = 64;
constexpr int HEAD = 64;
constexpr int STRIDE = HEAD + 8;  // rows are 144 bytes apart, so that eight rows are in different banks
constexpr int THREADS = 128;

// Starts copying TILE rows; rows past the last are zeros.
DEVICE void stage(bf16* to, const View& from, int group, int firstRow, int rows, int firstCol) {
  const bf16* data = reinterpret_cast<const bf16*>(from.data);
  UNROLL
  for (int i = 0; i < TILE * HEAD / 8 / THREADS; i++) {
    int part = threadIdx.x + i * THREADS;
    int row = part / (HEAD / 8);
    int col = part % (HEAD / 8) * 8;
    bool inside = firstRow + row < rows;
    copyAsync(to + row * STRIDE + col,
              inside ? data + group * from.groupStride + (firstRow + row) * from.rowStride + firstCol + col : data,
              inside ? 16 : 0);
  }
}
}  // namespace attention_bf16_tile

BOUNDED_KERNEL(attention_bf16_head_64, AttentionParams, 128, 3) {
  using namespace attention_bf16_tile;
  SHARED_MEMORY(bf16, shared);
  bf16* qs = shared;                  // [TILE][STRIDE]
  bf16* ks = qs + TILE * STRIDE;      // [2][TILE][STRIDE]
  bf16* vs = ks + 2 * TILE * STRIDE;  // [2][TILE][STRIDE]
  int tiles = (p.queries + TILE - 1) / TILE;
  int firstQuery = static_cast<int>(blockIdx.x) % tiles * TILE;
  int head = static_cast<int>(blockIdx.x) / tiles % p.heads;
  int group = static_cast<int>(blockIdx.x) / tiles / p.heads;
  int firstCol = head * HEAD;
  int lane = threadIdx.x & 31;
  int warp = threadIdx.x >> 5;
  int mine = firstQuery + warp * 16 + (lane >> 2);  // this lane's queries are `mine` and `mine` + 8
  bool busy = firstQuery + warp * 16 < p.queries;
  uint32_t q[4][4];
  float sum[8][4] = {};
  float max[2] = {-INFINITY, -INFINITY};
  float total[2] = {};
  int seen = keysSeen(p, firstQuery + TILE - 1);
  int steps = (seen + TILE - 1) / TILE;
  stage(qs, p.q, group, firstQuery, p.queries, firstCol);
  stage(ks, p.k, group, 0, p.keys, firstCol);
  stage(vs, p.v, group, 0, p.keys, firstCol);
  commitCopies();
  for (int step = 0; step < steps; step++) {
    int now = step & 1;
    if (step + 1 < steps) {
      stage(ks + (now ^ 1) * TILE * STRIDE, p.k, group, (step + 1) * TILE, p.keys, firstCol);
      stage(vs + (now ^ 1) * TILE * STRIDE, p.v, group, (step + 1) * TILE, p.keys, firstCol);
    }
    commitCopies();
    awaitCopies<1>();
    __syncthreads();
    if (busy) {
      const bf16* k = ks + now * TILE * STRIDE;
      const bf16* v = vs + now * TILE * STRIDE;
      int firstKey = step * TILE;
      int parts = (min(TILE, seen - firstKey) + 15) / 16;  // of 16 keys
      if (step == 0) {
        UNROLL
        for (int i = 0; i < 4; i++) {
          loadMatrices(q[i], qs + (warp * 16 + (lane & 15)) * STRIDE + i * 16 + (lane >> 4) * 8);
        }
      }
      float score[8][4];
      float larger[2] = {max[0], max[1]};
      UNROLL
      for (int part = 0; part < 4; part++) {
        UNROLL
        for (int j = 0; j < 4; j++) {
          score[2 * part][j] = part < parts ? 0.0f : -INFINITY;
          score[2 * part + 1][j] = part < parts ? 0.0f : -INFINITY;
        }
        if (part < parts) {
          UNROLL
          for (int i = 0; i < 4; i++) {
            uint32_t b[4];
            loadMatrices(b, k + (part * 16 + (lane & 7) + (lane >> 4) * 8) * STRIDE + i * 16 + (lane >> 3 & 1) * 8);
            multiplyTile(score[2 * part], q[i], b[0], b[1]);
            multiplyTile(score[2 * part + 1], q[i], b[2], b[3]);
          }
          UNROLL
          for (int half = 2 * part; half < 2 * part + 2; half++) {
            UNROLL
            for (int j = 0; j < 4; j++) {
              int key = firstKey + half * 8 + (lane & 3) * 2 + (j & 1);
              score[half][j] = masked(p, score[half][j], group, mine + (j >> 1) * 8, key);
              larger[j >> 1] = fmaxf(larger[j >> 1], score[half][j]);
            }
          }
        }
      }
      UNROLL
      for (int row = 0; row < 2; row++) {
        larger[row] = fmaxf(larger[row], __shfl_xor_sync(ALL_LANES, larger[row], 1));
        larger[row] = fmaxf(larger[row], __shfl_xor_sync(ALL_LANES, larger[row], 2));
        float shrink = fastExp(max[row] - larger[row]);
        max[row] = larger[row];
        total[row] *= shrink;
        UNROLL
        for (int i = 0; i < 8; i++) {
          sum[i][2 * row] *= shrink;
          sum[i][2 * row + 1] *= shrink;
        }
      }
      UNROLL
      for (int part = 0; part < 4; part++) {
        if (part < parts) {
          UNROLL
          for (int half = 2 * part; half < 2 * part + 2; half++) {
            UNROLL
            for (int j = 0; j < 4; j++) {
              score[half][j] = fastExp(score[half][j] - max[j >> 1]);
              total[j >> 1] += score[half][j];
            }
          }
          uint32_t weight[4] = {narrowPair(score[2 * part][0], score[2 * part][1]),
                                narrowPair(score[2 * part][2], score[2 * part][3]),
                                narrowPair(score[2 * part + 1][0], score[2 * part + 1][1]),
                                narrowPair(score[2 * part + 1][2], score[2 * part + 1][3])};
          UNROLL
          for (int i = 0; i < 4; i++) {
            uint32_t b[4];
            loadMatricesTransposed(
                b, v + (part * 16 + (lane & 7) + (lane >> 3 & 1) * 8) * STRIDE + i * 16 + (lane >> 4) * 8);
            multiplyTile(sum[2 * i], weight, b[0], b[1]);
            multiplyTile(sum[2 * i + 1], weight, b[2], b[3]);
          }
        }
      }
    }
    __syncthreads();
  }
  if (!busy) {
    return;
  }
  UNROLL
  for (int row = 0; row < 2; row++) {
    total[row] += __shfl_xor_sync(ALL_LANES, total[row], 1);
    total[row] += __shfl_xor_sync(ALL_LANES, total[row], 2);
    int query = mine + row * 8;
    if (query < p.queries) {
      long long out = group * p.out.groupStride + query * p.out.rowStride + firstCol + (lane & 3) * 2;
      UNROLL
      for (int i = 0; i < 8; i++) {
        store(p.out, out + i * 8, sum[i][2 * row] / total[row]);
        store(p.out, out + i * 8 + 1, sum[i][2 * row + 1] / total[row]);
      }
    }
  }
}
