// Kernels on the CPU: every thread of a block is a fiber with its own stack; barriers and what a warp does together are
// real rendezvous. Stands in for the CUDA language when the .cu files are translated by g++.
//
// Threads run until they must wait, a whole warp before the next one, so that a missing barrier shows: one warp is then
// far ahead of the others. `Behaviour` turns the order around and lets asynchronous copies arrive as late or as early as
// the hardware may. What a warp computes together (shuffles, matrix products) is computed once, by the lane that
// arrives last, for all 32; lanes that meet at different operations are reported.
#pragma once
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <algorithm>

struct alignas(8) float2 {
  float x, y;
};
struct alignas(16) float4 {
  float x, y, z, w;
};
struct alignas(8) uint2 {
  uint32_t x, y;
};
struct alignas(16) uint4 {
  uint32_t x, y, z, w;
};

using std::max;
using std::min;

namespace simt {

struct Index {
  unsigned x, y, z;
};

// What hardware leaves open, and the tests vary.
struct Behaviour {
  bool warpsBackwards = false;  // the last warp of a block, and its last lane, first
  // Asynchronous copies arrive when they are issued and warpgroup products read when they are waited for; or else the
  // other way round: a box arrives when every thread of the block waits.
  bool copiesEarly = false;
};

extern Behaviour behaviour;
extern Index currentBlock;
extern Index gridSize;
extern Index blockSize;
Index currentThread();

using Entry = void (*)(const void* parameters);

template <class Params, void (*KERNEL_FUNCTION)(const Params)>
void entry(const void* parameters) {
  KERNEL_FUNCTION(*static_cast<const Params*>(parameters));
}

// Makes a kernel known by name.
struct Registration {
  Registration(const char* name, Entry entry, size_t parameterBytes);
};

struct Kernel {
  Entry entry;
  size_t parameterBytes;
};

const Kernel* find(const char* name);  // or null

// Runs a grid; false if it touched memory that is not its own, or waits for ever. `message` then says where.
bool run(const char* name, Entry entry, Index grid, Index block, size_t sharedBytes, const void* parameters,
         char* message, size_t messageBytes);

void barrier();
void* sharedMemory();
uint32_t sharedAddress(const void* shared);  // within the block's shared memory, from a multiple of 1024 bytes on
[[noreturn]] void fail(const char* message);

// A rendezvous of the whole warp; the last lane to arrive calls `together` with what each lane handed in.
using Together = void (*)(void* const (&lanes)[32]);
void meet(Together together, void* mine);

void copyAsync(void* shared, const void* global, int valid);
void commitCopies();
void awaitCopies(int groupsLeft);
void loadMatrices(uint32_t (&r)[4], const void* row, bool transposed);
void multiplyTile(float (&d)[4], const uint32_t (&a)[4], uint32_t b0, uint32_t b1);
void multiplyGroup(float (&d)[96], uint64_t a, uint64_t b);
void commitProducts();
void awaitProducts(int groupsLeft);

// A matrix of 16-bit values and the box of it that copies take, permuted within 128 bytes: what the stand-in driver
// makes of cuTensorMapEncodeTiled, in the 128 bytes that are nobody else's business.
struct BoxMap {
  static constexpr uint64_t MARK = 0x70616d786f62ull;
  uint64_t mark;
  uint64_t address;
  uint64_t cols, rows;
  uint64_t rowBytes;
  uint32_t boxCols, boxRows;
  uint64_t unused[10];
};
static_assert(sizeof(BoxMap) == 128, "as large as CUtensorMap");

void makeBarrier(uint64_t* barrier, int arrivals);
void arrive(uint64_t* barrier, int expectedBytes);
void awaitPhase(uint64_t* barrier, int parity);
void copyBox(void* shared, const void* map, int col, int row, uint64_t* barrier);

inline float floatOf(uint32_t bits) {
  float x;
  memcpy(&x, &bits, 4);
  return x;
}

inline uint32_t bitsOf(float x) {
  uint32_t bits;
  memcpy(&bits, &x, 4);
  return bits;
}

inline uint16_t bf16Of(float x) {
  uint32_t bits = bitsOf(x);
  if (x != x) {
    return 0x7fff;
  }
  return static_cast<uint16_t>((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

struct Exchange {
  float value;
  int distance;
  float received;
};

inline void exchangeTogether(void* const (&lanes)[32]) {
  for (int i = 0; i < 32; i++) {
    Exchange* each = static_cast<Exchange*>(lanes[i]);
    each->received = static_cast<Exchange*>(lanes[i ^ each->distance])->value;
  }
}

inline void nothingTogether(void* const (&)[32]) {}

}  // namespace simt

#define threadIdx (simt::currentThread())
#define blockIdx (simt::currentBlock)
#define blockDim (simt::blockSize)
#define gridDim (simt::gridSize)

inline void __syncthreads() { simt::barrier(); }

inline void __syncwarp() { simt::meet(simt::nothingTogether, nullptr); }

inline float __shfl_xor_sync(unsigned, float value, int distance) {
  simt::Exchange mine = {value, distance, 0};
  simt::meet(simt::exchangeTogether, &mine);
  return mine.received;
}
