// Runs kernels on the CPU: this header takes the place of the CUDA language when g++ compiles the .cu files. Every
// thread of a block is a fiber with its own stack; threads really wait for one another at barriers and at operations of
// a warp.
//
// Threads run until they must wait, and a whole warp runs before the next one: a missing barrier then leaves one warp
// far ahead of the others, and results are wrong. `Behaviour` reverses the order and lets asynchronous copies arrive as
// late or as early as the hardware may. What a warp computes together (shuffles, matrix products) is computed once for
// all 32 lanes, by the lane that arrives last; lanes that meet at different operations are reported.
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

// What the hardware may do in either way, and tests vary.
struct Behaviour {
  bool warpsBackwards = false;  // the last warp and the last lane run first
  // If true, asynchronous copies arrive when they are issued, and warpgroup products read their operands when they are
  // waited for. If false, copies arrive when they are waited for (boxes when every thread of the block waits), and
  // products read when they are issued.
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

// Registers a kernel by its name.
struct Registration {
  Registration(const char* name, Entry entry, size_t parameterBytes);
};

struct Kernel {
  Entry entry;
  size_t parameterBytes;
};

const Kernel* find(const char* name);  // or null

// Runs a grid. Returns false if it made a mistake, such as an access outside its memory or a wait that never ends;
// `message` then says which and where.
bool run(const char* name, Entry entry, Index grid, Index block, size_t sharedBytes, const void* parameters,
         char* message, size_t messageBytes);

void barrier();
void* sharedMemory();
uint32_t sharedAddress(const void* shared);  // an offset from a fixed base at a multiple of 1024 bytes
[[noreturn]] void fail(const char* message);

// A rendezvous of the whole warp: the last lane to arrive calls `together` with the `mine` of every lane.
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

// A matrix of 16-bit values and the size of the boxes that are copied from it, permuted within 128 bytes. The simulated
// cuTensorMapEncodeTiled stores this in the 128 opaque bytes of a CUtensorMap.
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
