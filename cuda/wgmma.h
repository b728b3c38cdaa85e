// Hopper's warpgroup products, once for nvcc (sm_90a) and once for the simulation.
//
// Operands are in shared memory with K innermost. A row of 64 bf16 takes 128 bytes, and tiles begin at multiples of
// 1024 bytes. The 16-byte parts of a row are permuted: bits 4 to 6 of an address are xored with bits 7 to 9.
#pragma once
#include "device.h"

// The lower half of the operand's matrix descriptor (PTX ISA), which holds its address in units of 16 bytes. Adding n
// to it names the operand that begins 16 n bytes later.
DEVICE uint32_t operandAt(const void* start) { return (sharedAddress(start) & 0x3ffff) >> 4 | 1u << 16; }

// The complete descriptor: groups of eight rows are 1024 bytes apart, and rows are permuted within 128 bytes.
DEVICE uint64_t matrixDescriptor(uint32_t operand) {
  return static_cast<uint64_t>(1u << 30 | 1024 >> 4) << 32 | operand;
}

// Must come before the first product of a group; orders it after accesses to the registers that hold the sums.
DEVICE void beginProducts() {
#ifdef __CUDACC__
  asm volatile("wgmma.fence.sync.aligned;" ::: "memory");
#endif
}

DEVICE void commitProducts() {
#ifdef __CUDACC__
  asm volatile("wgmma.commit_group.sync.aligned;" ::: "memory");
#else
  simt::commitProducts();
#endif
}

// Waits until at most `GROUPS` groups of products are in flight.
template <int GROUPS>
DEVICE void awaitProducts() {
#ifdef __CUDACC__
  asm volatile("wgmma.wait_group.sync.aligned %0;" ::"n"(GROUPS) : "memory");
#else
  simt::awaitProducts(GROUPS);
#endif
}

// Keeps the compiler from moving accesses to the sums across this point.
DEVICE void settle(float (&d)[96]) {
#ifdef __CUDACC__
  UNROLL
  for (int i = 0; i < 96; i++) {
    asm volatile("" : "+f"(d[i])::"memory");
  }
#else
  (void)d;
#endif
}

// Starts d (64x192) += a (64x16) * b (192x16)^T, computed by four warps together. A lane holds rows lane/4 and
// lane/4 + 8 of its warp's sixteen and, in every group of eight columns, columns 2(lane%4) and 2(lane%4) + 1.
DEVICE void multiplyGroup(float (&d)[96], uint32_t a, uint32_t b) {
#ifdef __CUDACC__
  asm volatile(
      "wgmma.mma_async.sync.aligned.m64n192k16.f32.bf16.bf16 {"
      "%0, %1, %2, %3, %4, %5, %6, %7, "
      "%8, %9, %10, %11, %12, %13, %14, %15, "
      "%16, %17, %18, %19, %20, %21, %22, %23, "
      "%24, %25, %26, %27, %28, %29, %30, %31, "
      "%32, %33, %34, %35, %36, %37, %38, %39, "
      "%40, %41, %42, %43, %44, %45, %46, %47, "
      "%48, %49, %50, %51, %52, %53, %54, %55, "
      "%56, %57, %58, %59, %60, %61, %62, %63, "
      "%64, %65, %66, %67, %68, %69, %70, %71, "
      "%72, %73, %74, %75, %76, %77, %78, %79, "
      "%80, %81, %82, %83, %84, %85, %86, %87, "
      "%88, %89, %90, %91, %92, %93, %94, %95}, "
      "%96, %97, 1, 1, 1, 0, 0;"
      : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3]),
        "+f"(d[4]), "+f"(d[5]), "+f"(d[6]), "+f"(d[7]),
        "+f"(d[8]), "+f"(d[9]), "+f"(d[10]), "+f"(d[11]),
        "+f"(d[12]), "+f"(d[13]), "+f"(d[14]), "+f"(d[15]),
        "+f"(d[16]), "+f"(d[17]), "+f"(d[18]), "+f"(d[19]),
        "+f"(d[20]), "+f"(d[21]), "+f"(d[22]), "+f"(d[23]),
        "+f"(d[24]), "+f"(d[25]), "+f"(d[26]), "+f"(d[27]),
        "+f"(d[28]), "+f"(d[29]), "+f"(d[30]), "+f"(d[31]),
        "+f"(d[32]), "+f"(d[33]), "+f"(d[34]), "+f"(d[35]),
        "+f"(d[36]), "+f"(d[37]), "+f"(d[38]), "+f"(d[39]),
        "+f"(d[40]), "+f"(d[41]), "+f"(d[42]), "+f"(d[43]),
        "+f"(d[44]), "+f"(d[45]), "+f"(d[46]), "+f"(d[47]),
        "+f"(d[48]), "+f"(d[49]), "+f"(d[50]), "+f"(d[51]),
        "+f"(d[52]), "+f"(d[53]), "+f"(d[54]), "+f"(d[55]),
        "+f"(d[56]), "+f"(d[57]), "+f"(d[58]), "+f"(d[59]),
        "+f"(d[60]), "+f"(d[61]), "+f"(d[62]), "+f"(d[63]),
        "+f"(d[64]), "+f"(d[65]), "+f"(d[66]), "+f"(d[67]),
        "+f"(d[68]), "+f"(d[69]), "+f"(d[70]), "+f"(d[71]),
        "+f"(d[72]), "+f"(d[73]), "+f"(d[74]), "+f"(d[75]),
        "+f"(d[76]), "+f"(d[77]), "+f"(d[78]), "+f"(d[79]),
        "+f"(d[80]), "+f"(d[81]), "+f"(d[82]), "+f"(d[83]),
        "+f"(d[84]), "+f"(d[85]), "+f"(d[86]), "+f"(d[87]),
        "+f"(d[88]), "+f"(d[89]), "+f"(d[90]), "+f"(d[91]),
        "+f"(d[92]), "+f"(d[93]), "+f"(d[94]), "+f"(d[95])
      : "l"(matrixDescriptor(a)), "l"(matrixDescriptor(b)));
#else
  simt::multiplyGroup(d, matrixDescriptor(a), matrixDescriptor(b));
#endif
}

// Reduces or raises the number of registers of each thread. All four warps of a warpgroup call it, once.
template <int REGISTERS>
DEVICE void keepRegisters() {
#ifdef __CUDACC__
  asm volatile("setmaxnreg.dec.sync.aligned.u32 %0;" ::"n"(REGISTERS));
#endif
}

template <int REGISTERS>
DEVICE void takeRegisters() {
#ifdef __CUDACC__
  asm volatile("setmaxnreg.inc.sync.aligned.u32 %0;" ::"n"(REGISTERS));
#endif
}
