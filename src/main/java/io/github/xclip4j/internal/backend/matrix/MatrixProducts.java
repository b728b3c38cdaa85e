package io.github.xclip4j.internal.backend.matrix;

import static io.github.xclip4j.internal.backend.matrix.Kernels.BLOCK;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.internal.backend.Update;
import io.github.xclip4j.internal.backend.heap.HeapMemory;
import io.github.xclip4j.internal.backend.simd.WorkerPool;
import java.lang.foreign.MemorySegment;

/**
 * {@code out = activation(x·Wᵀ + b)} or {@code out += x·Wᵀ + b}.
 *
 * <p>The value of an element depends neither on the number of threads nor on the other rows.
 */
/*
 * A task owns some left blocks times two right blocks. Its results lie dense in the worker's memory, [row][32] for each
 * right block: rows of the result itself, at a distance of a power of two, would push each other out of the level-1 cache.
 * Bias, activation and residual are applied from there, and a result that is the next product's input is rounded and
 * arranged from there.
 */
final class MatrixProducts {
  /** Left blocks of a task: with their terms and a right block's they share the level-2 cache. */
  private static final int LEFT_BYTES = 1 << 20;
  private static final int MOST_LEFT = 8;
  private static final int RIGHT = 2;
  /** Rows arranged at once, in floats: 16 MB. */
  private static final int ARRANGED = 1 << 22;

  private final WorkerPool pool;
  private final Kernels kernels;
  private final WorkerMemory[] workers;
  private final GrowingArray arranged = new GrowingArray();
  private final GrowingArray integers = new GrowingArray();

  MatrixProducts(WorkerPool pool, Kernels kernels, WorkerMemory[] workers) {
    this.pool = pool;
    this.kernels = kernels;
    this.workers = workers;
  }

  /** {@code out = activation(x·Wᵀ + b)}. */
  void assign(Tensor out, Tensor x, MatrixWeights weights, int terms, Activation activation) {
    run(out, x, weights, terms, activation, Update.ASSIGN);
  }

  /** {@code out += x·Wᵀ + b}. */
  void add(Tensor out, Tensor x, MatrixWeights weights, int terms) {
    run(out, x, weights, terms, Activation.NONE, Update.ADD);
  }

  private void run(Tensor out, Tensor x, MatrixWeights weights, int terms, Activation activation, Update update) {
    if (LeftBlocks.hold(x)) {
      multiply(out, 0, LeftBlocks.of(x), weights, activation, update);
      return;
    }
    int count = x.groups() * x.rows();
    int atOnce = Math.max(1, ARRANGED / Math.max(1, x.cols() * terms) / BLOCK) * BLOCK;
    for (int first = 0; first < count; first += atOnce) {
      int some = Math.min(atOnce, count - first);
      arranged.atLeast(LeftBlocks.elements(some, x.cols(), terms));
      LeftBlocks blocks = new LeftBlocks(arranged.segment(), LeftBlocks.FRONT * Float.BYTES, some, x.cols(), terms);
      int start = first;
      MemorySegment from = MemorySegment.ofArray(HeapMemory.values(x));
      pool.run(blocks.blocks(), (block, worker) -> kernels.left(blocks.memory(), blocks.at(block), from,
          workers[worker].stack().of(x, start + block * BLOCK, blocks.height(block), 0, x.cols()), terms));
      multiply(out, first, blocks, weights, activation, update);
    }
  }

  private void multiply(Tensor out, int first, LeftBlocks x, MatrixWeights weights, Activation activation,
      Update update) {
    switch (weights) {
      case MatrixWeights.Bf16 bf16 -> {
        long block = LeftBlocks.bytes(bf16.inputs(), bf16.terms());
        multiply(out, first, x, bf16, activation, update,
            (result, leftBlock, rightBlock, count) -> kernels.product(result, x.memory(), x.at(leftBlock),
                bf16.right(), rightBlock * block, count, x.depth(), x.terms()));
      }
      case MatrixWeights.Int8 int8 -> {
        int width = x.depth() * BLOCK;
        long bytes = kernels.leftInt8Bytes(width);
        MemorySegment left = integers.atLeast(x.blocks() * bytes / Float.BYTES).segment();
        pool.run(x.blocks(), (block, worker) -> kernels.leftInt8(left, block * bytes, x.memory(), x.at(block),
            x.depth(), x.terms()));
        multiply(out, first, x, int8, activation, update,
            (result, leftBlock, rightBlock, count) -> kernels.productInt8(result, left, leftBlock * bytes,
                int8.right(), rightBlock * int8.blockBytes(), int8.scales(), (long) rightBlock * BLOCK * Float.BYTES,
                count, width));
      }
    }
  }

  /** The product of rows from a left block on with a right block. */
  private interface Product {
    void compute(MemorySegment result, int leftBlock, int rightBlock, int count);
  }

  private void multiply(Tensor out, int first, LeftBlocks x, MatrixWeights weights, Activation activation,
      Update update, Product product) {
    MemorySegment to = LeftBlocks.hold(out) ? MemorySegment.NULL : MemorySegment.ofArray(HeapMemory.values(out));
    long fit = LEFT_BYTES / LeftBlocks.bytes(x.cols(), x.terms());
    int together = Math.clamp(fit, 1, MOST_LEFT);
    int down = (x.blocks() + together - 1) / together;
    int across = (weights.blocks() + RIGHT - 1) / RIGHT;
    pool.run(down * across, (index, worker) -> {
      int firstLeft = (int) ((long) x.blocks() * (index / across) / down);
      int endLeft = (int) ((long) x.blocks() * (index / across + 1) / down);
      int count = Math.min(x.rows(), endLeft * BLOCK) - firstLeft * BLOCK;
      MemorySegment result = workers[worker].results().atLeast((long) (endLeft - firstLeft) * BLOCK * BLOCK);
      for (int right = index % across * RIGHT; right < Math.min(weights.blocks(), (index % across + 1) * RIGHT);
          right++) {
        product.compute(result, firstLeft, right, count);
        int column = right * BLOCK;
        int columns = Math.min(BLOCK, out.cols() - column);
        if (LeftBlocks.hold(out)) {
          LeftBlocks next = LeftBlocks.of(out);
          kernels.leftResult(next.memory(), next.at(firstLeft, right), LeftBlocks.bytes(next.cols(), next.terms()),
              result, count, columns, weights.bias(), column, activation, next.terms());
          continue;
        }
        MemorySegment stack = workers[worker].stack().of(out, first + firstLeft * BLOCK, count, column, columns);
        switch (update) {
          case ASSIGN -> kernels.assign(to, stack, result, weights.bias(), column, activation);
          case ADD -> kernels.add(to, stack, result, weights.bias(), column);
        }
      }
    });
  }
}
