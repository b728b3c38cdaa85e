// The units' instructions in plain C. Registers that a program has not loaded hold not-a-number, and so does everything
// after the registers are given back.
#include "units.h"

#include <string.h>

static _Thread_local uint32_t tiles[8][16][16];
static _Thread_local int configured;

static float widen(uint32_t half) {
  uint32_t bits = half << 16;
  if ((bits & 0x7f800000) == 0) { // the units take subnormal numbers as zero
    bits &= 0x80000000;
  }
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

static float flushed(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return (bits & 0x7f800000) == 0 ? 0 : x;
}

static void check(int tile) {
  if (!configured || tile < 0 || tile > 7) {
    __builtin_trap();
  }
}

void emulated_begin(void) {
  memset(tiles, 0xff, sizeof tiles);
  configured = 1;
}

void emulated_end(void) {
  memset(tiles, 0xff, sizeof tiles);
  configured = 0;
}

void emulated_zero(int tile) {
  check(tile);
  memset(tiles[tile], 0, sizeof tiles[tile]);
}

void emulated_load(int tile, const void *from, int64_t stride) {
  check(tile);
  for (int row = 0; row < 16; row++) {
    memcpy(tiles[tile][row], (const char *)from + row * stride, 64);
  }
}

void emulated_store(int tile, void *to, int64_t stride) {
  check(tile);
  for (int row = 0; row < 16; row++) {
    memcpy((char *)to + row * stride, tiles[tile][row], 64);
  }
}

// TDPBF16PS: the even and the odd values of a row are summed apart, then added (Intel SDM, volume 2).
void emulated_multiply(int to, int left, int right) {
  check(to);
  check(left);
  check(right);
  for (int m = 0; m < 16; m++) {
    for (int n = 0; n < 16; n++) {
      float even = 0;
      float odd = 0;
      for (int k = 0; k < 16; k++) {
        uint32_t a = tiles[left][m][k];
        uint32_t b = tiles[right][k][n];
        even = flushed(__builtin_fmaf(widen(a & 0xffff), widen(b & 0xffff), even));
        odd = flushed(__builtin_fmaf(widen(a >> 16), widen(b >> 16), odd));
      }
      float sum;
      memcpy(&sum, &tiles[to][m][n], sizeof sum);
      sum = flushed(sum + flushed(even + odd));
      memcpy(&tiles[to][m][n], &sum, sizeof sum);
    }
  }
}

// TDPBSUD: signed left times unsigned right.
void emulated_multiply_int8(int to, int left, int right) {
  check(to);
  check(left);
  check(right);
  for (int m = 0; m < 16; m++) {
    for (int n = 0; n < 16; n++) {
      for (int k = 0; k < 16; k++) {
        for (int i = 0; i < 4; i++) {
          int32_t a = (int8_t)(tiles[left][m][k] >> 8 * i);
          int32_t b = (uint8_t)(tiles[right][k][n] >> 8 * i);
          tiles[to][m][n] += (uint32_t)(a * b);
        }
      }
    }
  }
}

// VDPBF16PS: the odd values' product first.
float emulated_pair(float sum, uint32_t left, uint32_t right) {
  float odd = flushed(__builtin_fmaf(widen(left >> 16), widen(right >> 16), flushed(sum)));
  return flushed(__builtin_fmaf(widen(left & 0xffff), widen(right & 0xffff), odd));
}
