// Kernels with one mistake each, and the same without: what the simulation must report, and what it must not.
#include "../device.h"

struct FaultParams {
  float* values;  // 256 of them
  int wrong;
};

// A block turns its values around through shared memory.
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

// The copy is issued while others may still read what it overwrites.
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
