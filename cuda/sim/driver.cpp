// A simulated libcuda.so.1 whose only device is this CPU: the entry points that the backend uses, with the checks of a
// driver and some more. With the setting "late", a stream does its work only when a caller waits for it, which reveals
// memory that is reused too early. Every allocation lies between inaccessible pages and begins as NaN.
//
// Tests change `settings` with simulation_set and read `counts` with simulation_get.
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "simt.h"

#define EXPORT extern "C" __attribute__((visibility("default")))

namespace {

enum Result {
  SUCCESS = 0,
  INVALID_VALUE = 1,
  OUT_OF_MEMORY = 2,
  NO_DEVICE = 100,
  INVALID_DEVICE = 101,
  INVALID_IMAGE = 200,
  INVALID_CONTEXT = 201,
  NO_BINARY_FOR_GPU = 209,
  INVALID_HANDLE = 400,
  NOT_FOUND = 500,
  ILLEGAL_ADDRESS = 700,
  LAUNCH_FAILED = 719,
  STREAM_CAPTURE_UNSUPPORTED = 900
};

using Task = std::function<int()>;

struct Graph {
  std::vector<Task> tasks;
};

struct Stream {
  std::vector<Task> pending;
  Graph* capture = nullptr;
};

struct Module {
  std::string image;
};

struct Function {
  std::string name;
  simt::Kernel kernel;
  size_t sharedLimit = 48 << 10;
};

struct Allocation {
  char* mapped;
  size_t mappedBytes;
  size_t bytes;
};

constexpr size_t PAGE = 4096;

std::recursive_mutex mutex;
std::map<std::string, long long> settings = {
    {"devices", 1},        // how many cuDeviceGetCount reports
    {"capability", 80},    // 10 times the compute capability
    {"driver", 12000},     // the CUDA version the driver reports
    {"memory", 8LL << 30}, // bytes of device memory
    {"late", 0},           // 1: a stream works only when it is waited for
    {"backwards", 0},      // 1: warps and lanes run in reverse order
    {"early", 0},          // 1: asynchronous copies arrive at once
    {"fail_launch", 0},    // n > 0: the n-th launch from now fails
    {"fail_capture", 0},   // 1: no stream can be captured
    {"fail_hopper", 0},    // 1: images for 9.0a are refused
};
std::map<std::string, long long> counts;  // allocations, host_allocations, streams, graphs, bytes, launches, ...
std::map<char*, Allocation> allocations;
std::map<void*, size_t> hostAllocations;
std::vector<Stream*> streams;
int sticky = SUCCESS;
std::string lastFailure;
thread_local void* currentContext;
char contextObject;

int entered() {
  if (sticky != SUCCESS) {
    return sticky;
  }
  return currentContext ? SUCCESS : INVALID_CONTEXT;
}

#define ENTER()                                             \
  std::lock_guard<std::recursive_mutex> lock(mutex);        \
  if (int refused = entered(); refused != SUCCESS) {        \
    return refused;                                         \
  }

bool owned(unsigned long long address, size_t bytes) {
  char* at = reinterpret_cast<char*>(address);
  auto next = allocations.upper_bound(at);
  if (next == allocations.begin()) {
    return false;
  }
  --next;
  return at + bytes <= next->first + next->second.bytes;
}

int perform(Stream* stream) {
  std::vector<Task> tasks;
  tasks.swap(stream->pending);
  for (Task& each : tasks) {
    if (sticky == SUCCESS) {
      sticky = each();
    }
  }
  return sticky;
}

int performAll() {
  for (Stream* each : streams) {
    perform(each);
  }
  return sticky;
}

int enqueue(Stream* stream, Task task) {
  if (stream->capture) {
    stream->capture->tasks.push_back(std::move(task));
    return SUCCESS;
  }
  stream->pending.push_back(std::move(task));
  return settings["late"] ? SUCCESS : perform(stream);
}

}  // namespace

EXPORT void simulation_set(const char* key, long long value) {
  std::lock_guard<std::recursive_mutex> lock(mutex);
  if (strcmp(key, "recover") == 0) {
    sticky = SUCCESS;
    for (Stream* each : streams) {
      each->pending.clear();
      each->capture = nullptr;
    }
  }
  settings[key] = value;
  simt::behaviour.warpsBackwards = settings["backwards"] != 0;
  simt::behaviour.copiesEarly = settings["early"] != 0;
}

EXPORT long long simulation_get(const char* key) {
  std::lock_guard<std::recursive_mutex> lock(mutex);
  return counts[key];
}

EXPORT const char* simulation_failure() { return lastFailure.c_str(); }

// Lets the simulated cuBLAS put its own work into a stream.
EXPORT int simulation_enqueue(void* stream, int (*work)(void*), const void* argument, size_t bytes) {
  std::lock_guard<std::recursive_mutex> lock(mutex);
  std::string copy(static_cast<const char*>(argument), bytes);
  return enqueue(static_cast<Stream*>(stream), [work, copy]() mutable { return work(copy.data()); });
}

EXPORT int cuInit(unsigned) { return settings["devices"] > 0 ? SUCCESS : NO_DEVICE; }

EXPORT int cuDriverGetVersion(int* version) {
  *version = static_cast<int>(settings["driver"]);
  return SUCCESS;
}

EXPORT int cuDeviceGetCount(int* count) {
  *count = static_cast<int>(settings["devices"]);
  return SUCCESS;
}

EXPORT int cuDeviceGet(int* device, int ordinal) {
  if (ordinal < 0 || ordinal >= settings["devices"]) {
    return INVALID_DEVICE;
  }
  *device = ordinal;
  return SUCCESS;
}

EXPORT int cuDeviceGetName(char* name, int length, int device) {
  snprintf(name, length, "Simulated device %d", device);
  return SUCCESS;
}

EXPORT int cuDeviceTotalMem_v2(size_t* bytes, int) {
  *bytes = settings["memory"];
  return SUCCESS;
}

EXPORT int cuDeviceGetAttribute(int* value, int attribute, int) {
  switch (attribute) {
    case 16:  // multiprocessors
      *value = 2;
      return SUCCESS;
    case 75:
      *value = static_cast<int>(settings["capability"] / 10);
      return SUCCESS;
    case 76:
      *value = static_cast<int>(settings["capability"] % 10);
      return SUCCESS;
    case 97:  // the opt-in limit of shared memory of a block
      *value = settings["capability"] >= 90 ? 227 << 10 : 163 << 10;
      return SUCCESS;
    default:
      return INVALID_VALUE;
  }
}

EXPORT int cuDevicePrimaryCtxRetain(void** context, int) {
  *context = &contextObject;
  counts["contexts"]++;
  return sticky;
}

EXPORT int cuDevicePrimaryCtxRelease_v2(int) {
  counts["contexts"]--;
  return SUCCESS;
}

EXPORT int cuCtxSetCurrent(void* context) {
  currentContext = context;
  return sticky;
}

EXPORT int cuStreamCreate(void** stream, unsigned) {
  ENTER();
  streams.push_back(new Stream);
  *stream = streams.back();
  counts["streams"]++;
  return SUCCESS;
}

EXPORT int cuStreamDestroy_v2(void* stream) {
  std::lock_guard<std::recursive_mutex> lock(mutex);
  perform(static_cast<Stream*>(stream));
  for (size_t i = 0; i < streams.size(); i++) {
    if (streams[i] == stream) {
      delete streams[i];
      streams.erase(streams.begin() + i);
      counts["streams"]--;
      return sticky;
    }
  }
  return INVALID_HANDLE;
}

EXPORT int cuStreamSynchronize(void* stream) {
  ENTER();
  return static_cast<Stream*>(stream)->capture ? STREAM_CAPTURE_UNSUPPORTED : perform(static_cast<Stream*>(stream));
}

EXPORT int cuMemGetInfo_v2(size_t* free, size_t* total) {
  ENTER();
  *total = settings["memory"];
  *free = counts["bytes"] > settings["memory"] ? 0 : settings["memory"] - counts["bytes"];
  return SUCCESS;
}

EXPORT int cuMemAlloc_v2(unsigned long long* address, size_t bytes) {
  ENTER();
  if (bytes == 0) {
    return INVALID_VALUE;
  }
  if (counts["bytes"] + static_cast<long long>(bytes) > settings["memory"]) {
    return OUT_OF_MEMORY;
  }
  size_t rounded = (bytes + 255) / 256 * 256;
  size_t pages = (rounded + PAGE - 1) / PAGE * PAGE;
  char* mapped = static_cast<char*>(mmap(nullptr, pages + 2 * PAGE, PROT_READ | PROT_WRITE,
                                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
  if (mapped == MAP_FAILED) {
    return OUT_OF_MEMORY;
  }
  mprotect(mapped, PAGE, PROT_NONE);
  mprotect(mapped + PAGE + pages, PAGE, PROT_NONE);
  char* start = mapped + PAGE + pages - rounded;
  memset(start, 0xff, rounded);
  allocations[start] = {mapped, pages + 2 * PAGE, bytes};
  counts["bytes"] += bytes;
  counts["allocations"]++;
  *address = reinterpret_cast<unsigned long long>(start);
  return SUCCESS;
}

EXPORT int cuMemFree_v2(unsigned long long address) {
  std::lock_guard<std::recursive_mutex> lock(mutex);
  performAll();
  auto found = allocations.find(reinterpret_cast<char*>(address));
  if (found == allocations.end()) {
    return INVALID_VALUE;
  }
  counts["bytes"] -= found->second.bytes;
  counts["allocations"]--;
  munmap(found->second.mapped, found->second.mappedBytes);
  allocations.erase(found);
  return sticky;
}

EXPORT int cuMemAllocHost_v2(void** address, size_t bytes) {
  ENTER();
  *address = malloc(bytes);
  hostAllocations[*address] = bytes;
  counts["host_allocations"]++;
  return SUCCESS;
}

EXPORT int cuMemFreeHost(void* address) {
  std::lock_guard<std::recursive_mutex> lock(mutex);
  performAll();
  if (hostAllocations.erase(address) == 0) {
    return INVALID_VALUE;
  }
  free(address);
  counts["host_allocations"]--;
  return sticky;
}

EXPORT int cuMemcpyHtoD_v2(unsigned long long to, const void* from, size_t bytes) {
  ENTER();
  if (!owned(to, bytes)) {
    return INVALID_VALUE;
  }
  memcpy(reinterpret_cast<void*>(to), from, bytes);
  return SUCCESS;
}

EXPORT int cuMemcpyHtoDAsync_v2(unsigned long long to, const void* from, size_t bytes, void* stream) {
  ENTER();
  if (!owned(to, bytes)) {
    return INVALID_VALUE;
  }
  return enqueue(static_cast<Stream*>(stream), [=] {
    memcpy(reinterpret_cast<void*>(to), from, bytes);
    return static_cast<int>(SUCCESS);
  });
}

EXPORT int cuMemcpyDtoHAsync_v2(void* to, unsigned long long from, size_t bytes, void* stream) {
  ENTER();
  if (!owned(from, bytes)) {
    return INVALID_VALUE;
  }
  return enqueue(static_cast<Stream*>(stream), [=] {
    memcpy(to, reinterpret_cast<const void*>(from), bytes);
    return static_cast<int>(SUCCESS);
  });
}

EXPORT int cuMemsetD8_v2(unsigned long long to, unsigned char value, size_t bytes) {
  ENTER();
  if (!owned(to, bytes)) {
    return INVALID_VALUE;
  }
  memset(reinterpret_cast<void*>(to), value, bytes);
  return SUCCESS;
}

EXPORT int cuModuleLoadData(void** module, const void* image) {
  ENTER();
  const char* text = static_cast<const char*>(image);
  if (!text || !strstr(text, ".version") || !strstr(text, ".target")) {
    return INVALID_IMAGE;
  }
  if (strstr(text, ".target sm_90a") && (settings["capability"] != 90 || settings["fail_hopper"])) {
    return NO_BINARY_FOR_GPU;
  }
  *module = new Module{text};
  counts["modules"]++;
  return SUCCESS;
}

EXPORT int cuModuleUnload(void* module) {
  delete static_cast<Module*>(module);
  counts["modules"]--;
  return SUCCESS;
}

// A kernel must be in the loaded image and among those compiled for the simulation.
EXPORT int cuModuleGetFunction(void** function, void* module, const char* name) {
  ENTER();
  const simt::Kernel* kernel = simt::find(name);
  if (!kernel || static_cast<Module*>(module)->image.find(std::string(".entry ") + name + "(") == std::string::npos) {
    return NOT_FOUND;
  }
  static std::map<std::string, Function> functions;
  functions[name] = Function{name, *kernel};
  *function = &functions[name];
  return SUCCESS;
}

EXPORT int cuFuncSetAttribute(void* function, int attribute, int value) {
  ENTER();
  // Attribute 8 is the limit of dynamic shared memory.
  if (attribute != 8 || value > (settings["capability"] >= 90 ? 227 << 10 : 163 << 10)) {
    return INVALID_VALUE;
  }
  static_cast<Function*>(function)->sharedLimit = value;
  return SUCCESS;
}

EXPORT int cuLaunchKernel(void* function, unsigned gridX, unsigned gridY, unsigned gridZ, unsigned blockX,
                          unsigned blockY, unsigned blockZ, unsigned sharedBytes, void* stream, void** parameters,
                          void**) {
  ENTER();
  Function* kernel = static_cast<Function*>(function);
  if (gridX == 0 || gridX > 0x7fffffffu || gridY != 1 || gridZ != 1 || blockX == 0 || blockX > 1024 ||
      blockX % 32 != 0 || blockY != 1 || blockZ != 1 || sharedBytes > kernel->sharedLimit) {
    return INVALID_VALUE;
  }
  if (settings["fail_launch"] > 0 && --settings["fail_launch"] == 0) {
    return LAUNCH_FAILED;
  }
  size_t bytes = (kernel->kernel.parameterBytes + 127) / 128 * 128;
  std::shared_ptr<void> copy(aligned_alloc(128, bytes), free);  // tensor maps among the parameters are aligned
  memcpy(copy.get(), parameters[0], kernel->kernel.parameterBytes);
  return enqueue(static_cast<Stream*>(stream), [=] {
    counts["launches"]++;
    char message[256];
    if (simt::run(kernel->name.c_str(), kernel->kernel.entry, {gridX, 1, 1}, {blockX, 1, 1}, sharedBytes, copy.get(),
                  message, sizeof message)) {
      return static_cast<int>(SUCCESS);
    }
    lastFailure = message;
    fprintf(stderr, "simulated device: %s\n", message);
    return static_cast<int>(ILLEGAL_ADDRESS);
  });
}

// Takes matrices of bf16 with the 128-byte permutation only; the checks are those of the driver.
EXPORT int cuTensorMapEncodeTiled(void* map, int type, unsigned rank, void* address, const uint64_t* sizes,
                                  const uint64_t* strides, const unsigned* box, const unsigned* steps, int interleave,
                                  int swizzle, int promotion, int fill) {
  ENTER();
  uint64_t at = reinterpret_cast<uint64_t>(address);
  if (settings["capability"] < 90 || !map || reinterpret_cast<uint64_t>(map) % 64 != 0 || type != 9 || rank != 2 ||
      at == 0 || at % 16 != 0 || strides[0] % 16 != 0 || strides[0] >= 1ull << 40 || strides[0] < sizes[0] * 2 ||
      interleave != 0 || swizzle != 3 || promotion < 0 || promotion > 3 || fill != 0 || box[0] * 2 != 128) {
    return INVALID_VALUE;
  }
  for (int i = 0; i < 2; i++) {
    if (sizes[i] == 0 || sizes[i] > 1ull << 32 || box[i] == 0 || box[i] > 256 || steps[i] != 1) {
      return INVALID_VALUE;
    }
  }
  simt::BoxMap made = {simt::BoxMap::MARK, at, sizes[0], sizes[1], strides[0], box[0], box[1], {}};
  memcpy(map, &made, sizeof made);
  counts["tensor_maps"]++;
  return SUCCESS;
}

EXPORT int cuStreamBeginCapture_v2(void* stream, int) {
  ENTER();
  Stream* captured = static_cast<Stream*>(stream);
  if (captured->capture || settings["fail_capture"]) {
    return STREAM_CAPTURE_UNSUPPORTED;
  }
  captured->capture = new Graph;
  counts["graphs"]++;
  return SUCCESS;
}

EXPORT int cuStreamEndCapture(void* stream, void** graph) {
  ENTER();
  Stream* captured = static_cast<Stream*>(stream);
  *graph = captured->capture;
  captured->capture = nullptr;
  return *graph ? SUCCESS : INVALID_VALUE;
}

EXPORT int cuGraphInstantiateWithFlags(void** executable, void* graph, unsigned long long) {
  ENTER();
  *executable = new Graph(*static_cast<Graph*>(graph));
  counts["graphs"]++;
  counts["graph_instantiations"]++;
  return SUCCESS;
}

EXPORT int cuGraphLaunch(void* executable, void* stream) {
  ENTER();
  counts["graph_launches"]++;
  int result = SUCCESS;
  for (const Task& each : static_cast<Graph*>(executable)->tasks) {
    if (result == SUCCESS) {
      result = enqueue(static_cast<Stream*>(stream), each);
    }
  }
  return result;
}

EXPORT int cuGraphExecDestroy(void* executable) {
  delete static_cast<Graph*>(executable);
  counts["graphs"]--;
  return SUCCESS;
}

EXPORT int cuGraphDestroy(void* graph) {
  delete static_cast<Graph*>(graph);
  counts["graphs"]--;
  return SUCCESS;
}

EXPORT int cuGetErrorName(int error, const char** name) {
  static const std::map<int, const char*> names = {
      {INVALID_VALUE, "CUDA_ERROR_INVALID_VALUE"},     {OUT_OF_MEMORY, "CUDA_ERROR_OUT_OF_MEMORY"},
      {NO_DEVICE, "CUDA_ERROR_NO_DEVICE"},             {INVALID_DEVICE, "CUDA_ERROR_INVALID_DEVICE"},
      {INVALID_IMAGE, "CUDA_ERROR_INVALID_IMAGE"},     {INVALID_CONTEXT, "CUDA_ERROR_INVALID_CONTEXT"},
      {NO_BINARY_FOR_GPU, "CUDA_ERROR_NO_BINARY_FOR_GPU"},
      {NOT_FOUND, "CUDA_ERROR_NOT_FOUND"},             {ILLEGAL_ADDRESS, "CUDA_ERROR_ILLEGAL_ADDRESS"},
      {LAUNCH_FAILED, "CUDA_ERROR_LAUNCH_FAILED"}};
  auto found = names.find(error);
  *name = found == names.end() ? "an error" : found->second;
  return found == names.end() ? INVALID_VALUE : SUCCESS;
}
