// Implements simt.h: fibers and the order in which they run, rendezvous, asynchronous copies, faults.
#include "simt.h"

#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include <map>
#include <mutex>
#include <string>
#include <vector>

#ifndef __x86_64__
#error "the simulation switches stacks in x86-64 assembly"
#endif

// Pushes the callee-saved registers on the current stack, stores the stack pointer in *leave, and continues on the
// stack `enter`.
extern "C" void simt_switch(void** leave, void* enter);
asm(R"(
.text
.globl simt_switch
.hidden simt_switch
.type simt_switch, @function
simt_switch:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
.size simt_switch, .-simt_switch
)");

namespace simt {

Behaviour behaviour;
Index currentBlock;
Index gridSize;
Index blockSize;

namespace {

constexpr size_t PAGE = 4096;
constexpr size_t STACK_BYTES = 64 << 10;  // the lowest page is a guard page
constexpr size_t MOST_THREADS = 1024;
constexpr size_t MOST_SHARED = 232448;

struct Copy {
  void* to;
  const void* from;
  int valid;
};

struct GroupProduct {
  float* d;
  uint64_t a;
  uint64_t b;
  unsigned warp;
};

struct BoxCopy {
  struct Thread* issuer;
  char* to;
  BoxMap map;
  int col;
  int row;
  uint64_t* barrier;
};

// The contents of the 64 bits of a barrier.
struct BarrierState {
  static constexpr uint8_t MARK = 0xb5;
  int32_t bytes;  // expected minus arrived
  uint8_t pending;
  uint8_t arrivals;
  uint8_t phase;
  uint8_t mark;
};
static_assert(sizeof(BarrierState) == 8, "as large as an mbarrier");

struct Thread {
  void* stack;
  unsigned number;
  enum { READY, AT_BARRIER, AT_PHASE, MEETING, DONE } state;
  std::vector<std::vector<Copy>> copies;            // in groups, the last of which is open
  std::vector<std::vector<GroupProduct>> products;  // likewise
};

struct Warp {
  Together together;
  int arrived;
  void* handed[32];
};

char* stacks;
char* sharedArea;  // ends at a guard page
size_t sharedSize;
std::vector<Thread> threads;
std::vector<Warp> warps;
std::vector<BoxCopy> boxes;  // in flight
Thread* current;
void* scheduler;
unsigned waiting;
unsigned done;
Entry runningEntry;
const void* runningParameters;
const char* runningName;
sigjmp_buf escape;
char failure[256];
pthread_t runner;
bool running;
struct sigaction handlerBefore;

std::map<std::string, Kernel>& registry() {
  static std::map<std::string, Kernel> kernels;
  return kernels;
}

void perform(const Copy& copy) {
  memcpy(copy.to, copy.from, copy.valid);
  memset(static_cast<char*>(copy.to) + copy.valid, 0, 16 - copy.valid);
}

void leave() { simt_switch(&current->stack, scheduler); }

void releaseBarrier() {
  if (waiting > 0 && waiting + done == threads.size()) {
    waiting = 0;
    for (Thread& each : threads) {
      if (each.state == Thread::AT_BARRIER) {
        each.state = Thread::READY;
      }
    }
  }
}

void threadMain() {
  runningEntry(runningParameters);
  for (size_t i = 0; i + 1 < current->copies.size(); i++) {
    if (!current->copies[i].empty()) {
      fail("ends with asynchronous copies in flight");
    }
  }
  current->state = Thread::DONE;
  done++;
  releaseBarrier();
  leave();
  abort();
}

void arriveBytes(uint64_t* barrier, int bytes);

// Copies rows of at most 128 bytes, packed, with their 16-byte parts permuted by the address; zeros outside the matrix.
void perform(const BoxCopy& copy) {
  int rowBytes = copy.map.boxCols * 2;
  for (uint32_t row = 0; row < copy.map.boxRows; row++) {
    for (uint32_t col = 0; col < copy.map.boxCols; col++) {
      int64_t fromRow = copy.row + static_cast<int64_t>(row);
      int64_t fromCol = copy.col + static_cast<int64_t>(col);
      uint16_t value = 0;
      if (fromRow >= 0 && fromCol >= 0 && fromRow < static_cast<int64_t>(copy.map.rows) &&
          fromCol < static_cast<int64_t>(copy.map.cols)) {
        memcpy(&value, reinterpret_cast<const char*>(copy.map.address) + fromRow * copy.map.rowBytes + fromCol * 2, 2);
      }
      uintptr_t to = reinterpret_cast<uintptr_t>(copy.to) + row * rowBytes + col * 2;
      memcpy(reinterpret_cast<void*>(to ^ (to >> 7 & 7) << 4), &value, 2);
    }
  }
  arriveBytes(copy.barrier, rowBytes * static_cast<int>(copy.map.boxRows));
}

// Lets one of the boxes in flight arrive, the oldest or the newest.
bool performOne() {
  if (boxes.empty()) {
    return false;
  }
  auto next = behaviour.warpsBackwards ? boxes.end() - 1 : boxes.begin();
  BoxCopy copy = *next;
  boxes.erase(next);
  current = copy.issuer;
  perform(copy);
  return true;
}

void makeStack(Thread& thread) {
  void** top = reinterpret_cast<void**>(stacks + (thread.number + 1) * STACK_BYTES);
  *--top = nullptr;  // aligns the stack as after a call
  *--top = reinterpret_cast<void*>(&threadMain);
  for (int i = 0; i < 6; i++) {
    *--top = nullptr;
  }
  thread.stack = top;
}

bool runWarp(size_t warp) {
  bool moved = false;
  for (bool again = true; again;) {
    again = false;
    for (int i = 0; i < 32; i++) {
      Thread& thread = threads[warp * 32 + (behaviour.warpsBackwards ? 31 - i : i)];
      if (thread.state == Thread::READY) {
        current = &thread;
        simt_switch(&scheduler, thread.stack);
        again = moved = true;
      }
    }
  }
  return moved;
}

void runBlock() {
  memset(sharedArea + MOST_SHARED - sharedSize, 0xff, sharedSize);
  waiting = done = 0;
  boxes.clear();
  for (Warp& each : warps) {
    each = Warp{};
  }
  for (size_t i = 0; i < threads.size(); i++) {
    threads[i].number = static_cast<unsigned>(i);
    threads[i].state = Thread::READY;
    threads[i].copies.assign(1, {});
    threads[i].products.assign(1, {});
    makeStack(threads[i]);
  }
  while (done < threads.size()) {
    bool moved = false;
    for (size_t i = 0; i < warps.size(); i++) {
      moved |= runWarp(behaviour.warpsBackwards ? warps.size() - 1 - i : i);
    }
    if (!moved && !performOne()) {
      for (Thread& each : threads) {
        if (each.state != Thread::DONE) {
          current = &each;
        }
      }
      fail("waits forever: other threads of its block or warp never arrive");
    }
  }
  if (!boxes.empty()) {
    current = boxes.front().issuer;
    fail("ends with copies of boxes in flight");
  }
  current = nullptr;
}

void onFault(int signal, siginfo_t* info, void* context) {
  if (running && pthread_equal(pthread_self(), runner)) {
    char text[64];
    snprintf(text, sizeof text, "reads or writes %p, which is not its memory", info->si_addr);
    fail(text);
  }
  if (handlerBefore.sa_flags & SA_SIGINFO) {
    handlerBefore.sa_sigaction(signal, info, context);
  } else {
    sigaction(signal, &handlerBefore, nullptr);
  }
}

void allocateOnce() {
  if (stacks) {
    return;
  }
  stacks = static_cast<char*>(mmap(nullptr, MOST_THREADS * STACK_BYTES, PROT_READ | PROT_WRITE,
                                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
  for (size_t i = 0; i < MOST_THREADS; i++) {
    mprotect(stacks + i * STACK_BYTES, PAGE, PROT_NONE);
  }
  size_t rounded = (MOST_SHARED + PAGE - 1) / PAGE * PAGE;
  char* area = static_cast<char*>(mmap(nullptr, rounded + 2 * PAGE, PROT_READ | PROT_WRITE,
                                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  mprotect(area + rounded + PAGE, PAGE, PROT_NONE);
  sharedArea = area + PAGE + rounded - MOST_SHARED;
}

}  // namespace

Registration::Registration(const char* name, Entry entry, size_t parameterBytes) {
  registry()[name] = {entry, parameterBytes};
}

const Kernel* find(const char* name) {
  auto found = registry().find(name);
  return found == registry().end() ? nullptr : &found->second;
}

Index currentThread() { return {current->number, 0, 0}; }

void fail(const char* message) {
  snprintf(failure, sizeof failure, "%s, block %u, thread %u: %s", runningName, currentBlock.x,
           current ? current->number : 0, message);
  siglongjmp(escape, 1);
}

void barrier() {
  current->state = Thread::AT_BARRIER;
  waiting++;
  releaseBarrier();
  if (current->state != Thread::READY) {
    leave();
  }
}

void* sharedMemory() { return sharedArea + MOST_SHARED - sharedSize; }

uint32_t sharedAddress(const void* shared) {
  return static_cast<uint32_t>(reinterpret_cast<uintptr_t>(shared) - reinterpret_cast<uintptr_t>(sharedArea));
}

void meet(Together together, void* mine) {
  Warp& warp = warps[current->number / 32];
  if (warp.arrived > 0 && warp.together != together) {
    fail("lanes of one warp meet at different operations");
  }
  warp.together = together;
  warp.handed[current->number % 32] = mine;
  if (++warp.arrived == 32) {
    together(warp.handed);
    warp.arrived = 0;
    for (size_t i = current->number / 32 * 32; i < current->number / 32 * 32 + 32; i++) {
      threads[i].state = Thread::READY;
    }
    return;
  }
  current->state = Thread::MEETING;
  leave();
}

void copyAsync(void* shared, const void* global, int valid) {
  if ((reinterpret_cast<uintptr_t>(shared) | reinterpret_cast<uintptr_t>(global)) % 16 != 0) {
    fail("an asynchronous copy is not aligned to 16 bytes");
  }
  char* to = static_cast<char*>(shared);
  if (to < static_cast<char*>(sharedMemory()) || to + 16 > sharedArea + MOST_SHARED || valid < 0 || valid > 16) {
    fail("an asynchronous copy leaves the shared memory");
  }
  Copy copy = {shared, global, valid};
  if (behaviour.copiesEarly) {
    perform(copy);
  } else {
    current->copies.back().push_back(copy);
  }
}

void commitCopies() { current->copies.emplace_back(); }

void awaitCopies(int groupsLeft) {
  std::vector<std::vector<Copy>>& groups = current->copies;
  while (static_cast<int>(groups.size()) - 1 > groupsLeft) {
    for (const Copy& each : groups.front()) {
      perform(each);
    }
    groups.erase(groups.begin());
  }
}

namespace {

struct MatrixLoad {
  uint32_t* r;
  const char* row;
  bool transposed;
};

void loadTogether(void* const (&lanes)[32]) {
  for (int lane = 0; lane < 32; lane++) {
    MatrixLoad& mine = *static_cast<MatrixLoad*>(lanes[lane]);
    for (int matrix = 0; matrix < 4; matrix++) {
      uint16_t pair[2];
      for (int half = 0; half < 2; half++) {
        int row = mine.transposed ? lane % 4 * 2 + half : lane / 4;
        int col = mine.transposed ? lane / 4 : lane % 4 * 2 + half;
        memcpy(&pair[half], static_cast<MatrixLoad*>(lanes[matrix * 8 + row])->row + col * 2, 2);
      }
      memcpy(&mine.r[matrix], pair, 4);
    }
  }
}

struct Product {
  float* d;
  const uint32_t* a;
  uint32_t b[2];
};

void multiplyTogether(void* const (&lanes)[32]) {
  float a[16][16];
  float b[16][8];
  for (int lane = 0; lane < 32; lane++) {
    const Product& each = *static_cast<Product*>(lanes[lane]);
    for (int i = 0; i < 4; i++) {
      int row = lane / 4 + i % 2 * 8;
      int col = lane % 4 * 2 + i / 2 * 8;
      a[row][col] = floatOf(each.a[i] << 16);
      a[row][col + 1] = floatOf(each.a[i] & 0xffff0000u);
    }
    for (int i = 0; i < 2; i++) {
      int row = lane % 4 * 2 + i * 8;
      b[row][lane / 4] = floatOf(each.b[i] << 16);
      b[row + 1][lane / 4] = floatOf(each.b[i] & 0xffff0000u);
    }
  }
  float sums[16][8] = {};
  for (int row = 0; row < 16; row++) {
    for (int k = 0; k < 16; k++) {
      for (int col = 0; col < 8; col++) {
        sums[row][col] += a[row][k] * b[k][col];
      }
    }
  }
  for (int lane = 0; lane < 32; lane++) {
    float* d = static_cast<Product*>(lanes[lane])->d;
    for (int i = 0; i < 4; i++) {
      d[i] += sums[lane / 4 + i / 2 * 8][lane % 4 * 2 + i % 2];
    }
  }
}

}  // namespace

void loadMatrices(uint32_t (&r)[4], const void* row, bool transposed) {
  const char* from = static_cast<const char*>(row);
  if (reinterpret_cast<uintptr_t>(row) % 16 != 0) {
    fail("the row of a matrix is not aligned to 16 bytes");
  }
  if (from < static_cast<char*>(sharedMemory()) || from + 16 > sharedArea + MOST_SHARED) {
    fail("the row of a matrix is not in shared memory");
  }
  MatrixLoad mine = {r, from, transposed};
  meet(loadTogether, &mine);
}

void multiplyTile(float (&d)[4], const uint32_t (&a)[4], uint32_t b0, uint32_t b1) {
  Product mine = {d, a, {b0, b1}};
  meet(multiplyTogether, &mine);
}

namespace {

// Reads one element of an operand as the hardware addresses it by a matrix descriptor: groups of eight rows of 128
// bytes, with the address permuted.
float operand(uint64_t descriptor, int row, int k) {
  if (descriptor >> 61 != 2 || (descriptor >> 32 & 0x3fff) != 1024 >> 4 || (descriptor >> 49 & 7) != 0) {
    fail("the descriptor of an operand does not name permuted rows of 128 bytes");
  }
  uintptr_t at = reinterpret_cast<uintptr_t>(sharedArea) + ((descriptor & 0x3fff) << 4) + row * 128 + k * 2;
  at ^= (at >> 7 & 7) << 4;
  if (at < reinterpret_cast<uintptr_t>(sharedMemory()) ||
      at + 2 > reinterpret_cast<uintptr_t>(sharedArea + MOST_SHARED)) {
    fail("the operand of a warpgroup product is not in shared memory");
  }
  uint16_t bits;
  memcpy(&bits, reinterpret_cast<const void*>(at), 2);
  return floatOf(static_cast<uint32_t>(bits) << 16);
}

// Computes a warp's 16 of the warpgroup's 64 rows.
void multiplyGroupTogether(void* const (&lanes)[32]) {
  const GroupProduct& first = *static_cast<GroupProduct*>(lanes[0]);
  static float a[16][16];
  static float b[16][192];
  for (int k = 0; k < 16; k++) {
    for (int row = 0; row < 16; row++) {
      a[row][k] = operand(first.a, first.warp % 4 * 16 + row, k);
    }
    for (int col = 0; col < 192; col++) {
      b[k][col] = operand(first.b, col, k);
    }
  }
  static float sums[16][192];
  memset(sums, 0, sizeof sums);
  for (int row = 0; row < 16; row++) {
    for (int k = 0; k < 16; k++) {
      for (int col = 0; col < 192; col++) {
        sums[row][col] += a[row][k] * b[k][col];
      }
    }
  }
  for (int lane = 0; lane < 32; lane++) {
    float* d = static_cast<GroupProduct*>(lanes[lane])->d;
    for (int i = 0; i < 96; i++) {
      d[i] += sums[lane / 4 + (i & 2) * 4][i / 4 * 8 + lane % 4 * 2 + (i & 1)];
    }
  }
}

}  // namespace

void multiplyGroup(float (&d)[96], uint64_t a, uint64_t b) {
  GroupProduct mine = {d, a, b, current->number / 32};
  if (behaviour.copiesEarly) {
    current->products.back().push_back(mine);
  } else {
    meet(multiplyGroupTogether, &mine);
  }
}

void commitProducts() { current->products.emplace_back(); }

void awaitProducts(int groupsLeft) {
  Thread* mine = current;
  while (static_cast<int>(mine->products.size()) - 1 > groupsLeft) {
    std::vector<GroupProduct> group = mine->products.front();
    mine->products.erase(mine->products.begin());
    for (GroupProduct& each : group) {
      meet(multiplyGroupTogether, &each);
    }
  }
}

namespace {

BarrierState& stateOf(uint64_t* barrier) {
  char* at = reinterpret_cast<char*>(barrier);
  if (at < static_cast<char*>(sharedMemory()) || at + 8 > sharedArea + MOST_SHARED || sharedAddress(barrier) % 8 != 0) {
    fail("a barrier is not in shared memory, at a multiple of 8 bytes");
  }
  return *reinterpret_cast<BarrierState*>(barrier);
}

BarrierState& existing(uint64_t* barrier) {
  BarrierState& state = stateOf(barrier);
  if (state.mark != BarrierState::MARK) {
    fail("a barrier was never initialised, or was overwritten");
  }
  return state;
}

void endPhase(BarrierState& state) {
  if (state.bytes >= 1 << 20 || state.bytes <= -(1 << 20)) {
    fail("a barrier expects or receives more than 1048575 bytes");
  }
  if (state.pending == 0 && state.bytes == 0) {
    state.pending = state.arrivals;
    state.phase ^= 1;
    for (Thread& each : threads) {
      if (each.state == Thread::AT_PHASE) {
        each.state = Thread::READY;
      }
    }
  }
}

void arriveBytes(uint64_t* barrier, int bytes) {
  BarrierState& state = existing(barrier);
  state.bytes -= bytes;
  endPhase(state);
}

}  // namespace

void makeBarrier(uint64_t* barrier, int arrivals) {
  if (arrivals < 1 || arrivals > 255) {
    fail("a barrier waits for 1 to 255 arrivals in the simulation");
  }
  stateOf(barrier) = {0, static_cast<uint8_t>(arrivals), static_cast<uint8_t>(arrivals), 0, BarrierState::MARK};
}

void arrive(uint64_t* barrier, int expectedBytes) {
  BarrierState& state = existing(barrier);
  if (state.pending == 0) {
    fail("more threads arrive at a barrier than it waits for");
  }
  state.bytes += expectedBytes;
  state.pending--;
  endPhase(state);
}

void awaitPhase(uint64_t* barrier, int parity) {
  while (existing(barrier).phase == parity) {
    current->state = Thread::AT_PHASE;
    leave();
  }
}

void copyBox(void* shared, const void* map, int col, int row, uint64_t* barrier) {
  BoxCopy copy = {current, static_cast<char*>(shared), {}, col, row, barrier};
  memcpy(&copy.map, map, sizeof copy.map);
  if (reinterpret_cast<uintptr_t>(map) % 64 != 0 || copy.map.mark != BoxMap::MARK) {
    fail("a tensor map was not made by cuTensorMapEncodeTiled, or is not at a multiple of 64 bytes");
  }
  size_t bytes = static_cast<size_t>(copy.map.boxCols) * copy.map.boxRows * 2;
  if (copy.to < static_cast<char*>(sharedMemory()) || copy.to + bytes > sharedArea + MOST_SHARED ||
      sharedAddress(shared) % 128 != 0) {
    fail("the copy of a box leaves the shared memory, or does not begin at a multiple of 128 bytes");
  }
  existing(barrier);
  if (behaviour.copiesEarly) {
    perform(copy);
  } else {
    boxes.push_back(copy);
  }
}

bool run(const char* name, Entry entry, Index grid, Index block, size_t sharedBytes, const void* parameters,
         char* message, size_t messageBytes) {
  static std::mutex oneAtATime;
  std::lock_guard<std::mutex> lock(oneAtATime);
  allocateOnce();
  runningName = name;
  runningEntry = entry;
  runningParameters = parameters;
  gridSize = grid;
  blockSize = block;
  sharedSize = sharedBytes;
  threads.resize(block.x);
  warps.resize(block.x / 32);
  current = nullptr;
  struct sigaction handler = {};
  handler.sa_sigaction = onFault;
  handler.sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK;
  runner = pthread_self();
  sigaction(SIGSEGV, &handler, &handlerBefore);
  running = true;
  bool fine = sigsetjmp(escape, 1) == 0;
  if (fine) {
    for (unsigned i = 0; i < grid.x; i++) {
      currentBlock = {i, 0, 0};
      runBlock();
    }
  }
  running = false;
  sigaction(SIGSEGV, &handlerBefore, nullptr);
  if (!fine) {
    snprintf(message, messageBytes, "%s", failure);
  }
  return fine;
}

}  // namespace simt
