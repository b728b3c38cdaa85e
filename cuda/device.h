// The device as the kernels see it, once for nvcc and once for the simulation in sim/. All inline PTX is here, except
// Hopper's, which is in wgmma.h and tma.h. Kernels take one structure by value and use only dynamic shared memory;
// their blocks consist of whole warps.
#pragma once

#ifdef __CUDACC__
#include <stdint.h>

#define DEVICE __device__ __forceinline__
#define KERNEL(name, Params) extern "C" __global__ void name(const Params p)
#define BOUNDED_KERNEL(name, Params, threads, blocks) \
  extern "C" __global__ void __launch_bounds__(threads, blocks) name(const Params p)
// The parameters stay in constant memory, because the copy engine reads the tensor maps among them by address.
#define MAPPED_KERNEL(name, Params, threads) \
  extern "C" __global__ void __launch_bounds__(threads, 1) name(const __grid_constant__ Params p)
#define SHARED_MEMORY(T, name) T* name = reinterpret_cast<T*>(dynamicShared)
#define UNROLL _Pragma("unroll")
#define ROLLED _Pragma("unroll 1")
#define UNROLL_BY_4 _Pragma("unroll 4")

extern __shared__ __align__(128) unsigned char dynamicShared[];
#else
#include "sim/simt.h"

#define DEVICE inline
#define KERNEL(name, Params)                                                 \
  static void name(const Params p);                                          \
  static const simt::Registration name##_registered(#name, simt::entry<Params, name>, sizeof(Params)); \
  static void name(const Params p)
#define BOUNDED_KERNEL(name, Params, threads, blocks) KERNEL(name, Params)
#define MAPPED_KERNEL(name, Params, threads) KERNEL(name, Params)
#define SHARED_MEMORY(T, name) T* name = reinterpret_cast<T*>(simt::sharedMemory())
#define UNROLL
#define ROLLED
#define UNROLL_BY_4
#endif

constexpr unsigned ALL_LANES = 0xffffffffu;

// A bfloat16: the upper half of a float.
struct bf16 {
  uint16_t bits;
};

DEVICE float widen(bf16 x) {
#ifdef __CUDACC__
  return __uint_as_float(static_cast<uint32_t>(x.bits) << 16);
#else
  return simt::floatOf(static_cast<uint32_t>(x.bits) << 16);
#endif
}

// Rounds two floats to nearest even and packs them, the first in the lower half.
DEVICE uint32_t narrowPair(float low, float high) {
#ifdef __CUDACC__
  uint32_t pair;
  asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(pair) : "f"(high), "f"(low));
  return pair;
#else
  return simt::bf16Of(low) | static_cast<uint32_t>(simt::bf16Of(high)) << 16;
#endif
}

DEVICE bf16 narrow(float x) { return bf16{static_cast<uint16_t>(narrowPair(x, 0.0f))}; }

DEVICE float lowHalf(uint32_t pair) { return widen(bf16{static_cast<uint16_t>(pair)}); }

DEVICE float highHalf(uint32_t pair) { return widen(bf16{static_cast<uint16_t>(pair >> 16)}); }

DEVICE float warpSum(float x) {
  UNROLL
  for (int distance = 16; distance > 0; distance >>= 1) {
    x += __shfl_xor_sync(ALL_LANES, x, distance);
  }
  return x;
}

DEVICE float warpMax(float x) {
  UNROLL
  for (int distance = 16; distance > 0; distance >>= 1) {
    x = fmaxf(x, __shfl_xor_sync(ALL_LANES, x, distance));
  }
  return x;
}

// e^x with an error of about 2 + |x| units in the last place: accurate enough where the result is rounded to bf16.
DEVICE float fastExp(float x) {
#ifdef __CUDACC__
  return __expf(x);
#else
  return expf(x);
#endif
}

// x / y with an error of at most two units in the last place; 0 where y is above 2^126.
DEVICE float fastDivide(float x, float y) {
#ifdef __CUDACC__
  return __fdividef(x, y);
#else
  return x / y;
#endif
}

// The address within shared memory, as the instructions expect it.
DEVICE uint32_t sharedAddress(const void* shared) {
#ifdef __CUDACC__
  return static_cast<uint32_t>(__cvta_generic_to_shared(shared));
#else
  return simt::sharedAddress(shared);
#endif
}

// Starts copying 16 bytes to shared memory. The first `valid` bytes are read, the rest are zeros. Both addresses are
// multiples of 16.
DEVICE void copyAsync(void* shared, const void* global, int valid) {
#ifdef __CUDACC__
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(sharedAddress(shared)),
               "l"(global), "r"(valid)
               : "memory");
#else
  simt::copyAsync(shared, global, valid);
#endif
}

// Closes this thread's current group of asynchronous copies.
DEVICE void commitCopies() {
#ifdef __CUDACC__
  asm volatile("cp.async.commit_group;" ::: "memory");
#else
  simt::commitCopies();
#endif
}

// Waits until at most `GROUPS` of this thread's groups are in flight.
template <int GROUPS>
DEVICE void awaitCopies() {
#ifdef __CUDACC__
  asm volatile("cp.async.wait_group %0;" ::"n"(GROUPS) : "memory");
#else
  simt::awaitCopies(GROUPS);
#endif
}

// Loads four 8x8 matrices of 16-bit values. Lane i passes the address of row i%8 of matrix i/8 and receives, of each
// matrix, columns 2(i%4) and 2(i%4)+1 of row i/4.
DEVICE void loadMatrices(uint32_t (&r)[4], const void* row) {
#ifdef __CUDACC__
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
               : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
               : "r"(sharedAddress(row))
               : "memory");
#else
  simt::loadMatrices(r, row, false);
#endif
}

// Like loadMatrices, with each matrix transposed.
DEVICE void loadMatricesTransposed(uint32_t (&r)[4], const void* row) {
#ifdef __CUDACC__
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0, %1, %2, %3}, [%4];"
               : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
               : "r"(sharedAddress(row))
               : "memory");
#else
  simt::loadMatrices(r, row, true);
#endif
}

// d (16x8) += a (16x16, row-major) * b (16x8, column-major), computed by the warp together.
DEVICE void multiplyTile(float (&d)[4], const uint32_t (&a)[4], uint32_t b0, uint32_t b1) {
#ifdef __CUDACC__
  asm volatile(
      "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, "
      "{%0, %1, %2, %3};"
      : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
#else
  simt::multiplyTile(d, a, b0, b1);
#endif
}
