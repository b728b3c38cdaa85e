// Hopper's copy engine (TMA), once for nvcc and once for the simulation: tensor maps, copies of boxes, and the barriers
// in shared memory that count arriving threads and bytes.
#pragma once
#include "device.h"

// Written by cuTensorMapEncodeTiled: a matrix, the size of the boxes that are copied from it, and their permutation.
struct alignas(64) TensorMap {
  unsigned long long opaque[16];
};

using Barrier = uint64_t;

// A phase of the barrier ends when `arrivals` threads and all expected bytes have arrived. Called by one thread.
DEVICE void makeBarrier(Barrier* barrier, int arrivals) {
#ifdef __CUDACC__
  asm volatile("mbarrier.init.shared::cta.b64 [%0], %1;" ::"r"(sharedAddress(barrier)), "r"(arrivals) : "memory");
#else
  simt::makeBarrier(barrier, arrivals);
#endif
}

// Makes the barriers of this thread visible to the copy engine and, after __syncthreads, to the other threads.
DEVICE void publishBarriers() {
#ifdef __CUDACC__
  asm volatile("fence.mbarrier_init.release.cluster;" ::: "memory");
  asm volatile("fence.proxy.async.shared::cta;" ::: "memory");
#endif
}

DEVICE void arrive(Barrier* barrier) {
#ifdef __CUDACC__
  asm volatile("mbarrier.arrive.shared::cta.b64 _, [%0];" ::"r"(sharedAddress(barrier)) : "memory");
#else
  simt::arrive(barrier, 0);
#endif
}

// Arrives, and adds `bytes` to the bytes that this phase expects.
DEVICE void arriveExpecting(Barrier* barrier, int bytes) {
#ifdef __CUDACC__
  asm volatile("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;" ::"r"(sharedAddress(barrier)), "r"(bytes)
               : "memory");
#else
  simt::arrive(barrier, bytes);
#endif
}

// Waits until the phase of this parity has ended. Parities alternate and begin with 0; a phase of parity 1 counts as
// ended before the first.
DEVICE void awaitPhase(Barrier* barrier, int parity) {
#ifdef __CUDACC__
  uint32_t over;
  do {
    asm volatile(
        "{\n"
        ".reg .pred over;\n"
        "mbarrier.try_wait.parity.shared::cta.b64 over, [%1], %2;\n"
        "selp.b32 %0, 1, 0, over;\n"
        "}"
        : "=r"(over)
        : "r"(sharedAddress(barrier)), "r"(parity)
        : "memory");
  } while (!over);
#else
  simt::awaitPhase(barrier, parity);
#endif
}

// Starts copying the box whose first element is (row, col); what lies outside the matrix becomes zeros. `shared` is a
// multiple of 1024 bytes. The bytes of the whole box count as arrived at the barrier once they are in shared memory.
DEVICE void copyBox(void* shared, const TensorMap& map, int col, int row, Barrier* barrier) {
#ifdef __CUDACC__
  asm volatile(
      "cp.async.bulk.tensor.2d.shared::cluster.global.mbarrier::complete_tx::bytes [%0], [%1, {%2, %3}], [%4];" ::"r"(
          sharedAddress(shared)),
      "l"(&map), "r"(col), "r"(row), "r"(sharedAddress(barrier))
      : "memory");
#else
  simt::copyBox(shared, &map, col, row, barrier);
#endif
}

// Loads the map into a cache ahead of the first copy.
DEVICE void prefetchMap(const TensorMap& map) {
#ifdef __CUDACC__
  asm volatile("prefetch.tensormap [%0];" ::"l"(&map) : "memory");
#else
  (void)map;
#endif
}
