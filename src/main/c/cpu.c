// What the processor has, and what the system gives of it.
#include "kernels.h"

#ifndef EMULATED

#define ARCH_REQ_XCOMP_PERM 0x1023
#define XFEATURE_XTILEDATA 18
#define SYS_ARCH_PRCTL 158

static void cpuid(uint32_t leaf, uint32_t sub, uint32_t r[4]) {
  __asm__ volatile("cpuid" : "=a"(r[0]), "=b"(r[1]), "=c"(r[2]), "=d"(r[3]) : "a"(leaf), "c"(sub));
}

static uint64_t enabled_state(void) {
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (uint64_t)high << 32 | low;
}

// Linux gives the tile registers to a process that asks (Documentation/arch/x86/xstate.rst).
static int64_t ask_for_tiles(void) {
  int64_t result;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"((int64_t)SYS_ARCH_PRCTL), "D"((int64_t)ARCH_REQ_XCOMP_PERM), "S"((int64_t)XFEATURE_XTILEDATA)
                   : "rcx", "r11", "memory");
  return result;
}

int64_t xclip4j_units(void) {
  uint32_t r[4];
  cpuid(0, 0, r);
  if (r[0] < 7) {
    return 0;
  }
  cpuid(1, 0, r);
  if (!(r[2] >> 27 & 1)) { // OSXSAVE
    return 0;
  }
  uint64_t state = enabled_state();
  uint32_t seven[4], more[4];
  cpuid(7, 0, seven);
  cpuid(7, 1, more);
  // AVX-512 F, DQ, BW, VL and the state of its registers, which all kernels use.
  uint32_t wanted = 1u << 16 | 1u << 17 | 1u << 30 | 1u << 31;
  if ((state & 0xe6) != 0xe6 || (seven[1] & wanted) != wanted) {
    return 0;
  }
  int64_t units = (more[0] >> 5 & 1 ? UNIT_AVX512_BF16 : 0) | (seven[2] >> 11 & 1 ? UNIT_AVX512_VNNI : 0);
  int amx = seven[3] >> 24 & 1;
  if (amx && ((state & 0x60000) != 0x60000 || ask_for_tiles() != 0)) {
    return units | UNIT_AMX_REFUSED;
  }
  return units | (amx && seven[3] >> 22 & 1 ? UNIT_AMX_BF16 : 0) | (amx && seven[3] >> 25 & 1 ? UNIT_AMX_INT8 : 0);
}

#else

int64_t xclip4j_units(void) { return UNIT_AMX_BF16 | UNIT_AMX_INT8 | UNIT_AVX512_BF16 | UNIT_AVX512_VNNI; }

#endif

#define TEXT(x) #x
#define STRING(x) TEXT(x)
const char xclip4j_sources[] = STRING(SOURCES);
