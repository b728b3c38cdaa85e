package io.github.xclip4j.internal.backend.matrix;

import static io.github.xclip4j.internal.backend.matrix.Kernels.BLOCK;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.internal.backend.heap.HeapMemory;
import io.github.xclip4j.internal.backend.simd.RowMath;
import io.github.xclip4j.internal.backend.simd.VectorMath;
import io.github.xclip4j.internal.backend.simd.WorkerPool;
import java.lang.foreign.MemorySegment;

/**
 * {@code out = activation(x·Wᵀ + b)} or {@code out += x·Wᵀ + b}.
 *
 * <p>The value of an element depends neither on the number of threads nor on the other rows.
 */
/*
 * A task owns some left blocks times two right blocks. Its results lie dense in the worker's scratch, [row][32] for each
 * right block: rows of the result itself, at a distance of a power of two, would push each other out of the level-1 cache.
 * They start as the bias; activation and residual are applied from there, and a result that is the next product's input
 * is rounded and arranged from there.
 */
final class MatrixProducts {
  /** Left blocks of a task: with their terms and a right block's they share the level-2 cache. */
  private static final int LEFT_BYTES = 1 << 20;
  private static final int MOST_LEFT = 8;
  private static final int RIGHT = 2;
  /** Rows arranged at once, in floats: 16 MB. */
  private static final int ARRANGED = 1 << 22;

  /** What happens to a product. */
  private enum Finish {
    ASSIGN, ADD
  }

  private final WorkerPool pool;
  private final Kernels kernels;
  private final GrowingArray[] tiles;
  private final GrowingArray[] rows;
  private final GrowingArray arranged = new GrowingArray();
  private final GrowingArray integers = new GrowingArray();

  MatrixProducts(WorkerPool pool, Kernels kernels, GrowingArray[] tiles, GrowingArray[] rows) {
    this.pool = pool;
    this.kernels = kernels;
    this.tiles = tiles;
    this.rows = rows;
  }

  /** {@code out = activation(x·Wᵀ + b)}. */
  void assign(Tensor out, Tensor x, MatrixWeights weights, int terms, Activation activation) {
    run(out, x, weights, terms, activation, Finish.ASSIGN);
  }

  /** {@code out += x·Wᵀ + b}. */
  void add(Tensor out, Tensor x, MatrixWeights weights, int terms) {
    run(out, x, weights, terms, Activation.NONE, Finish.ADD);
  }

  private void run(Tensor out, Tensor x, MatrixWeights weights, int terms, Activation activation, Finish finish) {
    if (LeftBlocks.hold(x)) {
      multiply(out, 0, LeftBlocks.of(x), weights, activation, finish);
      return;
    }
    int count = x.groups() * x.rows();
    int atOnce = Math.max(1, ARRANGED / Math.max(1, x.cols() * terms) / BLOCK) * BLOCK;
    for (int first = 0; first < count; first += atOnce) {
      int some = Math.min(atOnce, count - first);
      arranged.atLeast(LeftBlocks.elements(some, x.cols(), terms));
      LeftBlocks blocks = new LeftBlocks(arranged.segment(), LeftBlocks.FRONT * Float.BYTES, some, x.cols(), terms);
      int start = first;
      pool.run(blocks.blocks(), (block, worker) -> arrange(blocks, block, x, start, rows[worker]));
      multiply(out, first, blocks, weights, activation, finish);
    }
  }

  /** Fills a block with rows of any stack. */
  private void arrange(LeftBlocks to, int block, Tensor x, int first, GrowingArray room) {
    int width = x.cols();
    float[] lines = room.atLeast((long) BLOCK * width).values();
    for (int i = 0; i < to.height(block); i++) {
      int row = first + block * BLOCK + i;
      System.arraycopy(HeapMemory.values(x), HeapMemory.at(x, row / x.rows(), row % x.rows()), lines, i * width, width);
    }
    kernels.left(to.memory(), to.at(block), room.segment(), 0, width, to.height(block), width, to.terms());
  }

  private void multiply(Tensor out, int first, LeftBlocks x, MatrixWeights weights, Activation activation,
      Finish finish) {
    switch (weights) {
      case MatrixWeights.Bf16 bf16 -> {
        long block = LeftBlocks.bytes(bf16.inputs(), bf16.terms());
        multiply(out, first, x, bf16, activation, finish,
            (result, at, leftBlock, rightBlock, count) -> kernels.product(result, at, x.memory(), x.at(leftBlock),
                bf16.right(), rightBlock * block, count, x.depth(), x.terms()));
      }
      case MatrixWeights.Int8 int8 -> {
        int width = x.depth() * BLOCK;
        long bytes = kernels.leftInt8Bytes(width);
        MemorySegment left = integers.atLeast(x.blocks() * bytes / Float.BYTES).segment();
        pool.run(x.blocks(), (block, worker) -> kernels.leftInt8(left, block * bytes, x.memory(), x.at(block),
            x.depth(), x.terms()));
        multiply(out, first, x, int8, activation, finish,
            (result, at, leftBlock, rightBlock, count) -> kernels.productInt8(result, at, left, leftBlock * bytes,
                int8.right(), rightBlock * int8.blockBytes(), int8.scales(), (long) rightBlock * BLOCK * Float.BYTES,
                count, width));
      }
    }
  }

  /** Adds the product of rows from a left block on with a right block. */
  private interface Product {
    void addTo(MemorySegment result, long at, int leftBlock, int rightBlock, int count);
  }

  private void multiply(Tensor out, int first, LeftBlocks x, MatrixWeights weights, Activation activation,
      Finish finish, Product product) {
    long fit = LEFT_BYTES / LeftBlocks.bytes(x.cols(), x.terms());
    int together = Math.clamp(fit, 1, MOST_LEFT);
    int down = (x.blocks() + together - 1) / together;
    int across = (weights.blocks() + RIGHT - 1) / RIGHT;
    pool.run(down * across, (index, worker) -> {
      int firstLeft = (int) ((long) x.blocks() * (index / across) / down);
      int endLeft = (int) ((long) x.blocks() * (index / across + 1) / down);
      int count = Math.min(x.rows(), endLeft * BLOCK) - firstLeft * BLOCK;
      for (int right = index % across * RIGHT; right < Math.min(weights.blocks(), (index % across + 1) * RIGHT);
          right++) {
        GrowingArray room = tiles[worker].atLeast((long) (endLeft - firstLeft) * BLOCK * BLOCK);
        startWithBias(room.values(), count, weights.bias(), right * BLOCK);
        product.addTo(room.segment(), 0, firstLeft, right, count);
        VectorMath.activate(activation, room.values(), 0, count * BLOCK);
        if (LeftBlocks.hold(out)) {
          arrange(LeftBlocks.of(out), firstLeft, endLeft, right, room);
        } else {
          store(out, first + firstLeft * BLOCK, count, right * BLOCK, finish, room.values());
        }
      }
    });
  }

  private static void startWithBias(float[] tile, int count, float[] bias, int column) {
    for (int row = 0; row < count; row++) {
      System.arraycopy(bias, column, tile, row * BLOCK, BLOCK);
    }
  }

  /** Puts 32 columns of a result where the next product reads them. */
  private void arrange(LeftBlocks to, int firstBlock, int endBlock, int step, GrowingArray tile) {
    int width = Math.min(BLOCK, to.cols() - step * BLOCK);
    for (int block = firstBlock; block < endBlock; block++) {
      kernels.left(to.memory(), to.at(block, step), tile.segment(),
          (long) (block - firstBlock) * BLOCK * BLOCK * Float.BYTES, BLOCK, to.height(block), width, to.terms());
    }
  }

  private static void store(Tensor out, int firstRow, int count, int column, Finish finish, float[] tile) {
    int width = Math.min(BLOCK, out.cols() - column);
    float[] to = HeapMemory.values(out);
    for (int i = 0; i < count; i++) {
      int row = firstRow + i;
      int at = HeapMemory.at(out, row / out.rows(), row % out.rows()) + column;
      switch (finish) {
        case ASSIGN -> System.arraycopy(tile, i * BLOCK, to, at, width);
        case ADD -> RowMath.add(to, at, tile, i * BLOCK, width);
      }
    }
  }
}
