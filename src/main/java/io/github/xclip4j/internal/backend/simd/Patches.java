package io.github.xclip4j.internal.backend.simd;

import static io.github.xclip4j.internal.backend.simd.Species.TILE_ROWS;

import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.internal.backend.heap.HeapMemory;

/** Cuts patches out of frames straight into the order in which the patch embedding's product reads them. */
final class Patches {
  private Patches() {}

  /**
   * @param packed a row per patch: channels·patchSize² values
   * @param pixels (frames, channels·height, width)
   */
  static void pack(PackedRows packed, Tensor pixels, int channels, int patchSize, WorkerPool pool) {
    int height = pixels.rows() / channels;
    int across = pixels.cols() / patchSize;
    int perFrame = height / patchSize * across;
    int line = (int) pixels.rowStride();
    pool.run(packed.panels(), (panel, worker) -> {
      for (int r = 0; r < packed.height(panel); r += 4) {
        int first = panel * TILE_ROWS + r;
        int last = packed.rows() - 1;
        int a = corner(pixels, Math.min(first, last), perFrame, across, patchSize);
        int b = corner(pixels, Math.min(first + 1, last), perFrame, across, patchSize);
        int c = corner(pixels, Math.min(first + 2, last), perFrame, across, patchSize);
        int d = corner(pixels, Math.min(first + 3, last), perFrame, across, patchSize);
        for (int channel = 0; channel < channels; channel++) {
          for (int y = 0; y < patchSize; y++) {
            int down = (channel * height + y) * line;
            packed.put(panel, r, (channel * patchSize + y) * patchSize, patchSize, HeapMemory.values(pixels), a + down,
                b + down, c + down, d + down);
          }
        }
      }
    });
  }

  /** Where the first line of a patch starts in the first channel. */
  private static int corner(Tensor pixels, int patch, int perFrame, int across, int patchSize) {
    int inFrame = patch % perFrame;
    return HeapMemory.at(pixels, patch / perFrame, inFrame / across * patchSize) + inFrame % across * patchSize;
  }
}
