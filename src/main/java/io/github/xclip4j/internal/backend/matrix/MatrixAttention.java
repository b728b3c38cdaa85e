package io.github.xclip4j.internal.backend.matrix;

import io.github.xclip4j.backend.Mask;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.internal.backend.heap.HeapMemory;
import io.github.xclip4j.internal.backend.simd.WorkerPool;
import java.lang.foreign.MemorySegment;

/** Attention: a task is one head of one group, or a part of its queries where there are many. */
final class MatrixAttention {
  /** Multiply-adds of a task at most: half a millisecond on the slowest unit. */
  private static final long WORK = 20_000_000;

  private final WorkerPool pool;
  private final Kernels kernels;
  private final WorkerMemory[] workers;

  MatrixAttention(WorkerPool pool, Kernels kernels, WorkerMemory[] workers) {
    this.pool = pool;
    this.kernels = kernels;
    this.workers = workers;
  }

  void run(Tensor out, Tensor q, Tensor k, Tensor v, int heads, Mask mask, int terms) {
    int width = q.cols() / heads;
    long perQuery = 2L * k.rows() * width * (terms == 1 ? 1 : 6);
    int blocks = (q.rows() + Kernels.BLOCK - 1) / Kernels.BLOCK;
    int parts = Math.clamp((q.rows() * perQuery + WORK - 1) / WORK, 1, Math.max(1, blocks));
    long scratch = kernels.attentionScratch(k.rows(), width, terms);
    MemorySegment to = segment(out);
    MemorySegment queries = segment(q);
    MemorySegment keys = segment(k);
    MemorySegment values = segment(v);
    MemorySegment seen = mask.keys().map(MatrixAttention::segment).orElse(keys);
    pool.run(q.groups() * heads * parts, (index, worker) -> {
      int part = index % parts;
      int head = index / parts % heads;
      int group = index / parts / heads;
      int first = blocks * part / parts * Kernels.BLOCK;
      int end = Math.min(q.rows(), blocks * (part + 1) / parts * Kernels.BLOCK);
      WorkerMemory memory = workers[worker];
      long[] numbers = memory.attention().numbers();
      place(numbers, 0, out, group, head * width);
      place(numbers, 2, q, group, head * width);
      place(numbers, 4, k, group, head * width);
      place(numbers, 6, v, group, head * width);
      numbers[8] = mask.keys().isPresent() ? HeapMemory.at(mask.keys().get(), group, 0) : 0;
      numbers[9] = first;
      numbers[10] = end - first;
      numbers[11] = k.rows();
      numbers[12] = width;
      numbers[13] = terms;
      numbers[14] = mask.causal() ? 1 : 0;
      numbers[15] = mask.keys().isPresent() ? 1 : 0;
      kernels.attention(to, queries, keys, values, seen, memory.results().atLeast(scratch),
          memory.attention().segment());
    });
  }

  private static void place(long[] numbers, int index, Tensor x, int group, int column) {
    numbers[index] = x.at(group, 0) + column;
    numbers[index + 1] = x.rowStride();
  }

  private static MemorySegment segment(Tensor x) {
    return MemorySegment.ofArray(HeapMemory.values(x));
  }
}
