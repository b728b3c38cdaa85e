// Kernels with one mistake each, which the simulation must report, and their correct twins, which it must not.
#include "../device.h"
#include "../tma.h"

struct FaultParams {
  float* values;  // 256 of them
  int wrong;
};

// A block reverses its values through shared memory.
KERNEL(missing_barrier, FaultParams) {
  SHARED_MEMORY(float, shared);
  shared[threadIdx.x] = p.values[threadIdx.x];
  if (!p.wrong) {
    __syncthreads();
  }
  float turned = shared[255 - threadIdx.x];
  __syncthreads();
  p.values[threadIdx.x] = turned;
}

KERNEL(missing_wait, FaultParams) {
  SHARED_MEMORY(float, shared);
  if (threadIdx.x < 64) {
    copyAsync(shared + threadIdx.x * 4, p.values + threadIdx.x * 4, 16);
  }
  commitCopies();
  if (!p.wrong) {
    awaitCopies<0>();
  }
  __syncthreads();
  float turned = shared[255 - threadIdx.x];
  awaitCopies<0>();
  __syncthreads();
  p.values[threadIdx.x] = turned;
}

// The copy is issued while other threads may still read what it overwrites.
KERNEL(copy_too_soon, FaultParams) {
  SHARED_MEMORY(float, shared);
  shared[threadIdx.x] = p.values[threadIdx.x] + 1;
  __syncthreads();
  float turned = shared[255 - threadIdx.x] - 1;
  if (!p.wrong) {
    __syncthreads();
  }
  if (threadIdx.x < 64) {
    copyAsync(shared + threadIdx.x * 4, p.values + threadIdx.x * 4, 16);
  }
  commitCopies();
  awaitCopies<0>();
  __syncthreads();
  p.values[threadIdx.x] = turned;
}

KERNEL(outside_global_memory, FaultParams) {
  float turned = p.values[255 - threadIdx.x + (p.wrong && threadIdx.x == 0 ? 1 : 0)];
  __syncthreads();
  p.values[threadIdx.x] = turned;
}

KERNEL(outside_shared_memory, FaultParams) {
  SHARED_MEMORY(float, shared);
  shared[threadIdx.x + (p.wrong ? 1 : 0)] = p.values[threadIdx.x];
  __syncthreads();
  p.values[threadIdx.x] = shared[255 - threadIdx.x];
}

KERNEL(lanes_apart, FaultParams) {
  SHARED_MEMORY(float, shared);
  float value = p.values[threadIdx.x];
  if (!p.wrong || threadIdx.x % 32 < 16) {
    value += 0 * warpSum(value);
  }
  shared[threadIdx.x] = value;
  __syncthreads();
  p.values[threadIdx.x] = shared[255 - threadIdx.x];
}

KERNEL(uninitialised_shared_memory, FaultParams) {
  SHARED_MEMORY(float, shared);
  if (!p.wrong || threadIdx.x != 7) {
    shared[threadIdx.x] = p.values[threadIdx.x];
  }
  __syncthreads();
  p.values[threadIdx.x] = shared[255 - threadIdx.x];
}

struct MappedFaultParams {
  TensorMap map;  // the values as 8 rows of 64 16-bit elements, all in one box
  float* values;
  int wrong;
};

enum Fault { NONE, UNMADE_BARRIER, MISSING_BYTES, WRONG_PHASE, OVERWRITTEN_STAGE };

// One thread issues copies of boxes into a single stage: first the values, then the zeros past the last row. Seven
// warps add up what they find there, reversed.
DEVICE void turnBoxes(const MappedFaultParams& p, Fault fault) {
  SHARED_MEMORY(char, stage);
  Barrier* full = reinterpret_cast<Barrier*>(stage + 1024);
  Barrier* empty = full + 1;
  if (threadIdx.x == 0) {
    if (fault != UNMADE_BARRIER) {
      makeBarrier(full, 1);
    }
    makeBarrier(empty, 7);
    publishBarriers();
  }
  __syncthreads();
  if (threadIdx.x < 32) {
    for (int round = 0; round < 2 && threadIdx.x == 0; round++) {
      if (fault != OVERWRITTEN_STAGE) {
        awaitPhase(empty, round ^ 1);
      }
      if (fault == MISSING_BYTES) {
        arrive(full);
      } else {
        arriveExpecting(full, 1024);
      }
      copyBox(stage, p.map, 0, round * 8, full);
    }
  } else {
    float sums[2] = {};
    for (int round = 0; round < 2; round++) {
      awaitPhase(full, fault == WRONG_PHASE ? round ^ 1 : round);
      for (int i = threadIdx.x - 32; i < 256; i += 224) {
        int at = (255 - i) * 4;
        sums[i / 224] += *reinterpret_cast<float*>(stage + (at ^ (at >> 7 & 7) << 4));
      }
      __syncwarp();
      if (threadIdx.x % 32 == 0) {
        arrive(empty);
      }
    }
    for (int i = threadIdx.x - 32; i < 256; i += 224) {
      p.values[i] = sums[i / 224];
    }
  }
}

MAPPED_KERNEL(unmade_barrier, MappedFaultParams, 256) { turnBoxes(p, p.wrong ? UNMADE_BARRIER : NONE); }

MAPPED_KERNEL(missing_bytes, MappedFaultParams, 256) { turnBoxes(p, p.wrong ? MISSING_BYTES : NONE); }

MAPPED_KERNEL(wrong_phase, MappedFaultParams, 256) { turnBoxes(p, p.wrong ? WRONG_PHASE : NONE); }

MAPPED_KERNEL(overwritten_stage, MappedFaultParams, 256) { turnBoxes(p, p.wrong ? OVERWRITTEN_STAGE : NONE); }
