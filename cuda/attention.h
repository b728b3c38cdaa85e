// Shared by the attention kernels.
#pragma once
#include <float.h>

#include "view.h"

struct AttentionParams {
  View out, q, k, v;
  View mask;  // (groups, 1, keys), 0 where a key is padding
  int groups, queries, keys, heads, headSize;
  int causal, padded;
};

// The score after masking, as the reference computes it in float: each mask that hides a key adds the lowest finite
// float, which absorbs the score, and two masks make minus infinity. So a query whose visible keys are all padding
// gives them equal weights.
DEVICE float masked(const AttentionParams& p, float score, int group, int query, int key) {
  if (key >= p.keys) {
    return -INFINITY;
  }
  int hidden = p.causal && key > query ? 1 : 0;
  if (p.padded && load(p.mask, group * p.mask.groupStride + key) == 0.0f) {
    hidden++;
  }
  return hidden == 0 ? score : hidden == 1 ? -FLT_MAX : -INFINITY;
}

// How many keys can have a weight for any query up to `lastQuery`. With padding that is all of them, because keys that
// the causal mask hides can then have a weight, too.
DEVICE int keysSeen(const AttentionParams& p, int lastQuery) {
  return p.causal && !p.padded && lastQuery + 1 < p.keys ? lastQuery + 1 : p.keys;
}
