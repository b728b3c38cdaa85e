// Operations on rows. One warp computes one row; a lane reads eight elements at a time where the alignment allows it
// ("wide"), otherwise one. All are bound by memory. Each value is read and written once, except by layer norm without
// the wide form or with more than 1024 columns, which reads a row three times, and by normalize_rows, which reads it
// twice; the later reads come from a cache.
#include "view.h"

constexpr int WARPS = 8;  // of a block

DEVICE int lane() { return threadIdx.x & 31; }

DEVICE int warpRow() { return blockIdx.x * WARPS + (threadIdx.x >> 5); }

struct RowsParams {
  View out, x, scale;
  int rows, cols, wide;  // rows over all groups
};

enum Combination { COPY, ADD, ADD_SCALED };

template <Combination HOW>
DEVICE void combineRows(const RowsParams& p) {
  int row = warpRow();
  if (row >= p.rows) {
    return;
  }
  long long out = rowStart(p.out, row);
  long long x = rowStart(p.x, row);
  if (p.wide) {
    for (int col = lane() * 8; col < p.cols; col += 256) {
      float value[8];
      loadNext(p.x, x + col, value);
      if (HOW == ADD_SCALED) {
        float scale[8];
        loadNext(p.scale, col, scale);
        UNROLL
        for (int i = 0; i < 8; i++) {
          value[i] *= scale[i];
        }
      }
      if (HOW != COPY) {
        float before[8];
        loadNext(p.out, out + col, before);
        UNROLL
        for (int i = 0; i < 8; i++) {
          value[i] += before[i];
        }
      }
      storeNext(p.out, out + col, value);
    }
    return;
  }
  for (int col = lane(); col < p.cols; col += 32) {
    float value = load(p.x, x + col);
    if (HOW == ADD_SCALED) {
      value *= load(p.scale, col);
    }
    store(p.out, out + col, HOW == COPY ? value : load(p.out, out + col) + value);
  }
}

KERNEL(copy_rows, RowsParams) { combineRows<COPY>(p); }
KERNEL(add_rows, RowsParams) { combineRows<ADD>(p); }
KERNEL(add_scaled_rows, RowsParams) { combineRows<ADD_SCALED>(p); }

struct LayerNormParams {
  View out, x, gamma, beta;
  int rows, cols, wide;
  float epsilon;
};

// Two passes: a one-pass variance cancels where |mean| is much larger than the deviation.
KERNEL(layer_norm, LayerNormParams) {
  int row = warpRow();
  if (row >= p.rows) {
    return;
  }
  long long out = rowStart(p.out, row);
  long long x = rowStart(p.x, row);
  float count = static_cast<float>(p.cols);
  if (p.wide && p.cols <= 1024) {
    float value[4][8];
    float sum = 0;
    UNROLL
    for (int chunk = 0; chunk < 4; chunk++) {
      int col = (chunk * 32 + lane()) * 8;
      if (col < p.cols) {
        loadNext(p.x, x + col, value[chunk]);
        UNROLL
        for (int i = 0; i < 8; i++) {
          sum += value[chunk][i];
        }
      }
    }
    float mean = warpSum(sum) / count;
    float squares = 0;
    UNROLL
    for (int chunk = 0; chunk < 4; chunk++) {
      if ((chunk * 32 + lane()) * 8 < p.cols) {
        UNROLL
        for (int i = 0; i < 8; i++) {
          value[chunk][i] -= mean;
          squares = fmaf(value[chunk][i], value[chunk][i], squares);
        }
      }
    }
    float inverse = 1.0f / sqrtf(warpSum(squares) / count + p.epsilon);
    UNROLL
    for (int chunk = 0; chunk < 4; chunk++) {
      int col = (chunk * 32 + lane()) * 8;
      if (col < p.cols) {
        float gamma[8];
        float beta[8];
        loadNext(p.gamma, col, gamma);
        loadNext(p.beta, col, beta);
        UNROLL
        for (int i = 0; i < 8; i++) {
          value[chunk][i] = fmaf(value[chunk][i] * inverse, gamma[i], beta[i]);
        }
        storeNext(p.out, out + col, value[chunk]);
      }
    }
    return;
  }
  float sum = 0;
  for (int col = lane(); col < p.cols; col += 32) {
    sum += load(p.x, x + col);
  }
  float mean = warpSum(sum) / count;
  float squares = 0;
  for (int col = lane(); col < p.cols; col += 32) {
    float deviation = load(p.x, x + col) - mean;
    squares = fmaf(deviation, deviation, squares);
  }
  float inverse = 1.0f / sqrtf(warpSum(squares) / count + p.epsilon);
  for (int col = lane(); col < p.cols; col += 32) {
    store(p.out, out + col, fmaf((load(p.x, x + col) - mean) * inverse, load(p.gamma, col), load(p.beta, col)));
  }
}

struct NormalizeParams {
  View out, x;
  int rows, cols;
};

KERNEL(normalize_rows, NormalizeParams) {
  int row = warpRow();
  if (row >= p.rows) {
    return;
  }
  long long out = rowStart(p.out, row);
  long long x = rowStart(p.x, row);
  float squares = 0;
  for (int col = lane(); col < p.cols; col += 32) {
    float value = load(p.x, x + col);
    squares = fmaf(value, value, squares);
  }
  float length = sqrtf(warpSum(squares));
  for (int col = lane(); col < p.cols; col += 32) {
    store(p.out, out + col, load(p.x, x + col) / length);
  }
}

struct MeanParams {
  View out, x;
  long long xGroup, xRow, step;  // strides of the first terms, and the distance between terms
  int groups, rows, cols, count;
};

// The mean of `count` terms. One thread computes one result; neighbouring threads read neighbouring columns.
KERNEL(mean_of_terms, MeanParams) {
  long long i = static_cast<long long>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i >= static_cast<long long>(p.groups) * p.rows * p.cols) {
    return;
  }
  int col = static_cast<int>(i % p.cols);
  int row = static_cast<int>(i / p.cols % p.rows);
  int group = static_cast<int>(i / p.cols / p.rows);
  long long from = group * p.xGroup + row * p.xRow + col;
  float sum = 0;
  for (int term = 0; term < p.count; term++) {
    sum += load(p.x, from + term * p.step);
  }
  store(p.out, group * p.out.groupStride + row * p.out.rowStride + col, sum / static_cast<float>(p.count));
}

struct ScoresParams {
  View out, video, text, logitScale;
  int videos, labels, cols;
};

// scale * (video . text). One warp computes one score.
KERNEL(scores, ScoresParams) {
  int row = warpRow();
  if (row >= p.videos * p.labels) {
    return;
  }
  int video = row / p.labels;
  int label = row - video * p.labels;
  long long v = video * p.video.groupStride;
  long long t = video * p.text.groupStride + label * p.text.rowStride;
  float sum = 0;
  for (int col = lane(); col < p.cols; col += 32) {
    sum = fmaf(load(p.video, v + col), load(p.text, t + col), sum);
  }
  sum = warpSum(sum);
  if (lane() == 0) {
    store(p.out, video * p.out.groupStride + label, expf(load(p.logitScale, 0)) * sum);
  }
}

struct LookupParams {
  View out, table;
  unsigned long long rowNumbers;  // int[rows]
  int rows, cols;
};

KERNEL(lookup_rows, LookupParams) {
  int row = warpRow();
  if (row >= p.rows) {
    return;
  }
  long long from = reinterpret_cast<const int*>(p.rowNumbers)[row] * p.table.rowStride;
  long long to = row * p.out.rowStride;
  for (int col = lane(); col < p.cols; col += 32) {
    store(p.out, to + col, load(p.table, from + col));
  }
}

struct PatchesParams {
  View out, pixels;
  int rows, cols;  // of out, over all frames
  int height, across, patchSize;
};

// One warp writes one row, which is a patch; its columns are (channel, y, x).
KERNEL(cut_patches, PatchesParams) {
  int row = warpRow();
  if (row >= p.rows) {
    return;
  }
  int frame = row / p.out.rows;
  int patch = row - frame * p.out.rows;
  int top = patch / p.across * p.patchSize;
  int left = patch % p.across * p.patchSize;
  long long from = frame * p.pixels.groupStride;
  long long to = rowStart(p.out, row);
  for (int col = lane(); col < p.cols; col += 32) {
    int line = col / p.patchSize;
    int channel = line / p.patchSize;
    int y = channel * p.height + top + line - channel * p.patchSize;
    store(p.out, to + col, load(p.pixels, from + y * p.pixels.rowStride + left + col - line * p.patchSize));
  }
}

struct PixelsParams {
  View out;
  unsigned long long pixels;  // unsigned char[rows][cols]
  unsigned long long tables;  // float[channels][256]
  int rows, cols, height;     // rows over all frames
};

// Normalises 8-bit pixels by table lookup, with the same bits as every other backend.
KERNEL(look_up_pixels, PixelsParams) {
  int row = warpRow();
  if (row >= p.rows) {
    return;
  }
  const float* table = reinterpret_cast<const float*>(p.tables) + row % p.out.rows / p.height * 256;
  const unsigned char* from = reinterpret_cast<const unsigned char*>(p.pixels) + static_cast<long long>(row) * p.cols;
  long long to = rowStart(p.out, row);
  for (int col = lane(); col < p.cols; col += 32) {
    store(p.out, to + col, table[from[col]]);
  }
}
