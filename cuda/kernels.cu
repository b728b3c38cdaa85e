// The module: every kernel of the backend, translated together.
#include "rows.cu"
#include "gemm_f32.cu"
#include "gemm_bf16.cu"
#include "finish.cu"
#include "attention.cu"
#include "attention_bf16.cu"
