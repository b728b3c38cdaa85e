// Runs the kernels of faults.cu with and without their mistake, in every behaviour. Exit code 1 if a mistake is noticed
// in none of them, or if a correct kernel is reported.
#include <stdio.h>
#include <sys/mman.h>

#include "simt.h"

struct FaultParams {
  float* values;
  int wrong;
};

struct alignas(64) MappedFaultParams {
  simt::BoxMap map;
  float* values;
  int wrong;
};

// Whether the kernel was stopped, or reversed its values wrongly.
static bool noticed(const char* name, float* values, int wrong) {
  for (int i = 0; i < 256; i++) {
    values[i] = static_cast<float>(i);
  }
  FaultParams plain = {values, wrong};
  MappedFaultParams mapped = {
      {simt::BoxMap::MARK, reinterpret_cast<uint64_t>(values), 64, 8, 128, 64, 8, {}}, values, wrong};
  const simt::Kernel& kernel = *simt::find(name);
  bool isPlain = kernel.parameterBytes == sizeof plain;
  const void* parameters = isPlain ? static_cast<const void*>(&plain) : &mapped;
  char message[256];
  if (!simt::run(name, kernel.entry, {1, 1, 1}, {256, 1, 1}, isPlain ? 1024 : 2048, parameters, message,
                 sizeof message)) {
    return true;
  }
  for (int i = 0; i < 256; i++) {
    if (!(values[i] == static_cast<float>(255 - i))) {
      return true;
    }
  }
  return false;
}

int main() {
  char* pages = static_cast<char*>(mmap(nullptr, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  mprotect(pages + 4096, 4096, PROT_NONE);
  float* values = reinterpret_cast<float*>(pages + 4096 - 1024);
  bool fine = true;
  for (const char* name : {"missing_barrier", "missing_wait", "copy_too_soon", "outside_global_memory",
                           "outside_shared_memory", "lanes_apart", "uninitialised_shared_memory", "unmade_barrier",
                           "missing_bytes", "wrong_phase", "overwritten_stage"}) {
    int found = 0;
    int falsely = 0;
    for (int behaviour = 0; behaviour < 4; behaviour++) {
      simt::behaviour.warpsBackwards = behaviour & 1;
      simt::behaviour.copiesEarly = behaviour & 2;
      found += noticed(name, values, 1);
      falsely += noticed(name, values, 0);
    }
    printf("%s: noticed in %d of 4 behaviours, falsely in %d\n", name, found, falsely);
    fine = fine && found > 0 && falsely == 0;
  }
  return fine ? 0 : 1;
}
