// Attention in float for every head size, storage and alignment: softmax(q k^T + mask) v. The softmax is computed
// online over tiles of 32 keys, so that scores are never written to global memory.
//
// A block computes 32 queries of one head and a warp four of them. For the scores, each lane takes one key; for the
// sums of values, each lane takes every 32nd column. Heads of more than 64 * CHUNKS columns are divided among several
// blocks, each with its own columns of v.
#include "attention.h"

template <int CHUNKS>
struct AttentionF32 {
  static constexpr int QUERIES = 4;   // of a warp
  static constexpr int TILE = 32;     // queries of a block, and keys at a time
  static constexpr int CHUNK = 64;    // columns at a time
  static constexpr int THREADS = 256;

  DEVICE static void stage(float* to, int stride, const View& from, int group, int firstRow, int rows, int firstCol,
                           int cols) {
    UNROLL_BY_4
    for (int i = threadIdx.x; i < TILE * CHUNK; i += THREADS) {
      int row = i / CHUNK;
      int col = i % CHUNK;
      bool inside = firstRow + row < rows && col < cols;
      to[row * stride + col] =
          inside ? load(from, group * from.groupStride + (firstRow + row) * from.rowStride + firstCol + col) : 0.0f;
    }
  }

  DEVICE static void run(const AttentionParams& p) {
    SHARED_MEMORY(float, shared);
    float* qs = shared;                        // [TILE][CHUNK]
    float* kvs = qs + TILE * CHUNK;            // [TILE][CHUNK + 1], k and v in turn
    float* weights = kvs + TILE * (CHUNK + 1); // [TILE][32]
    int slabs = (p.headSize + CHUNK * CHUNKS - 1) / (CHUNK * CHUNKS);
    int tiles = (p.queries + TILE - 1) / TILE;
    int block = blockIdx.x;
    int slab = block % slabs;
    int firstQuery = block / slabs % tiles * TILE;
    int head = block / slabs / tiles % p.heads;
    int group = block / slabs / tiles / p.heads;
    int firstCol = head * p.headSize;
    int lane = threadIdx.x & 31;
    int mine = threadIdx.x / 32 * QUERIES;  // this warp's first query in the tile
    float sum[QUERIES][2 * CHUNKS] = {};
    float max[QUERIES];
    float total[QUERIES] = {};
    UNROLL
    for (int i = 0; i < QUERIES; i++) {
      max[i] = -INFINITY;
    }
    int seen = keysSeen(p, firstQuery + TILE - 1);
    for (int firstKey = 0; firstKey < seen; firstKey += TILE) {
      float score[QUERIES] = {};
      for (int chunk = 0; chunk < p.headSize; chunk += CHUNK) {
        int cols = min(CHUNK, p.headSize - chunk);
        __syncthreads();
        if (firstKey == 0 || p.headSize > CHUNK) {
          stage(qs, CHUNK, p.q, group, firstQuery, p.queries, firstCol + chunk, cols);
        }
        stage(kvs, CHUNK + 1, p.k, group, firstKey, p.keys, firstCol + chunk, cols);
        __syncthreads();
        UNROLL_BY_4
        for (int col = 0; col < cols; col++) {
          float key = kvs[lane * (CHUNK + 1) + col];
          UNROLL
          for (int i = 0; i < QUERIES; i++) {
            score[i] = fmaf(qs[(mine + i) * CHUNK + col], key, score[i]);
          }
        }
      }
      UNROLL
      for (int i = 0; i < QUERIES; i++) {
        float s = masked(p, score[i], group, firstQuery + mine + i, firstKey + lane);
        float larger = fmaxf(max[i], warpMax(s));
        float shrink = expf(max[i] - larger);
        float weight = expf(s - larger);
        max[i] = larger;
        total[i] = total[i] * shrink + warpSum(weight);
        weights[(mine + i) * 32 + lane] = weight;
        UNROLL
        for (int c = 0; c < 2 * CHUNKS; c++) {
          sum[i][c] *= shrink;
        }
      }
      UNROLL
      for (int chunk = 0; chunk < CHUNKS; chunk++) {
        int col = (slab * CHUNKS + chunk) * CHUNK;
        if (col < p.headSize) {
          __syncthreads();
          stage(kvs, CHUNK + 1, p.v, group, firstKey, p.keys, firstCol + col, min(CHUNK, p.headSize - col));
          __syncthreads();
          UNROLL_BY_4
          for (int key = 0; key < TILE; key++) {
            float v0 = kvs[key * (CHUNK + 1) + lane];
            float v1 = kvs[key * (CHUNK + 1) + lane + 32];
            UNROLL
            for (int i = 0; i < QUERIES; i++) {
              float weight = weights[(mine + i) * 32 + key];
              sum[i][2 * chunk] = fmaf(weight, v0, sum[i][2 * chunk]);
              sum[i][2 * chunk + 1] = fmaf(weight, v1, sum[i][2 * chunk + 1]);
            }
          }
        }
      }
    }
    UNROLL
    for (int i = 0; i < QUERIES; i++) {
      int query = firstQuery + mine + i;
      if (query < p.queries) {
        long long out = group * p.out.groupStride + query * p.out.rowStride + firstCol;
        UNROLL
        for (int c = 0; c < 2 * CHUNKS; c++) {
          int col = slab * CHUNKS * CHUNK + c * 32 + lane;
          if (col < p.headSize) {
            store(p.out, out + col, sum[i][c] / total[i]);
          }
        }
      }
    }
  }
};

BOUNDED_KERNEL(attention_head_64, AttentionParams, 256, 2) { AttentionF32<1>::run(p); }
BOUNDED_KERNEL(attention_any_head, AttentionParams, 256, 1) { AttentionF32<4>::run(p); }

// The weights themselves, for callers that ask for them. One warp computes one query, in three passes over its keys.
KERNEL(attention_weights, AttentionParams) {
  int row = blockIdx.x * (blockDim.x >> 5) + (threadIdx.x >> 5);
  if (row >= p.groups * p.heads * p.queries) {
    return;
  }
  int query = row % p.queries;
  int head = row / p.queries % p.heads;
  int group = row / p.queries / p.heads;
  int lane = threadIdx.x & 31;
  long long q = group * p.q.groupStride + query * p.q.rowStride + head * p.headSize;
  auto score = [&](int key) {
    long long k = group * p.k.groupStride + key * p.k.rowStride + head * p.headSize;
    float s = 0;
    for (int col = 0; col < p.headSize; col++) {
      s = fmaf(load(p.q, q + col), load(p.k, k + col), s);
    }
    return masked(p, s, group, query, key);
  };
  float max = -INFINITY;
  for (int key = lane; key < p.keys; key += 32) {
    max = fmaxf(max, score(key));
  }
  max = warpMax(max);
  float total = 0;
  for (int key = lane; key < p.keys; key += 32) {
    total += expf(score(key) - max);
  }
  total = warpSum(total);
  long long out = group * p.out.groupStride + (head * p.queries + query) * p.out.rowStride;
  for (int key = lane; key < p.keys; key += 32) {
    store(p.out, out + key, expf(score(key) - max) / total);
  }
}
