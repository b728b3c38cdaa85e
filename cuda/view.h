// Strided stacks of matrices of float or bf16, as io.github.xclip4j.backend.Tensor describes them.
#pragma once
#include "device.h"

enum Kind { F32 = 0, BF16 = 1 };

// (groups, rows, cols), with strides in elements. A group stride of 0 repeats a single group.
struct View {
  unsigned long long data;
  long long groupStride;
  long long rowStride;
  int kind;
  int rows;  // of each group
};

// The offset, in elements, of row `row`, counted over all groups.
DEVICE long long rowStart(const View& view, int row) {
  int group = row / view.rows;
  return group * view.groupStride + (row - group * view.rows) * view.rowStride;
}

DEVICE float load(const View& view, long long i) {
  return view.kind == F32 ? reinterpret_cast<const float*>(view.data)[i]
                          : widen(reinterpret_cast<const bf16*>(view.data)[i]);
}

DEVICE void store(const View& view, long long i, float x) {
  if (view.kind == F32) {
    reinterpret_cast<float*>(view.data)[i] = x;
  } else {
    reinterpret_cast<bf16*>(view.data)[i] = narrow(x);
  }
}

// Four or eight elements at once. The first is at a multiple of 16 bytes, or of 8 bytes for four elements of bf16.
DEVICE void loadNext(const View& view, long long i, float (&x)[4]) {
  if (view.kind == F32) {
    float4 a = *reinterpret_cast<const float4*>(reinterpret_cast<const float*>(view.data) + i);
    x[0] = a.x, x[1] = a.y, x[2] = a.z, x[3] = a.w;
  } else {
    uint2 a = *reinterpret_cast<const uint2*>(reinterpret_cast<const bf16*>(view.data) + i);
    x[0] = lowHalf(a.x), x[1] = highHalf(a.x), x[2] = lowHalf(a.y), x[3] = highHalf(a.y);
  }
}

DEVICE void storeNext(const View& view, long long i, const float (&x)[4]) {
  if (view.kind == F32) {
    *reinterpret_cast<float4*>(reinterpret_cast<float*>(view.data) + i) = float4{x[0], x[1], x[2], x[3]};
  } else {
    *reinterpret_cast<uint2*>(reinterpret_cast<bf16*>(view.data) + i) =
        uint2{narrowPair(x[0], x[1]), narrowPair(x[2], x[3])};
  }
}

DEVICE void loadNext(const View& view, long long i, float (&x)[8]) {
  if (view.kind == F32) {
    const float4* from = reinterpret_cast<const float4*>(reinterpret_cast<const float*>(view.data) + i);
    float4 a = from[0];
    float4 b = from[1];
    x[0] = a.x, x[1] = a.y, x[2] = a.z, x[3] = a.w, x[4] = b.x, x[5] = b.y, x[6] = b.z, x[7] = b.w;
  } else {
    uint4 a = *reinterpret_cast<const uint4*>(reinterpret_cast<const bf16*>(view.data) + i);
    x[0] = lowHalf(a.x), x[1] = highHalf(a.x), x[2] = lowHalf(a.y), x[3] = highHalf(a.y);
    x[4] = lowHalf(a.z), x[5] = highHalf(a.z), x[6] = lowHalf(a.w), x[7] = highHalf(a.w);
  }
}

DEVICE void storeNext(const View& view, long long i, const float (&x)[8]) {
  if (view.kind == F32) {
    float4* to = reinterpret_cast<float4*>(reinterpret_cast<float*>(view.data) + i);
    to[0] = float4{x[0], x[1], x[2], x[3]};
    to[1] = float4{x[4], x[5], x[6], x[7]};
  } else {
    *reinterpret_cast<uint4*>(reinterpret_cast<bf16*>(view.data) + i) =
        uint4{narrowPair(x[0], x[1]), narrowPair(x[2], x[3]), narrowPair(x[4], x[5]), narrowPair(x[6], x[7])};
  }
}
