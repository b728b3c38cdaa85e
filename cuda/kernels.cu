// The module: all kernels of the backend except Hopper's, compiled together.
#include "rows.cu"
#include "gemm_f32.cu"
#include "gemm_bf16.cu"
#include "finish.cu"
#include "attention.cu"
#include "attention_bf16.cu"
