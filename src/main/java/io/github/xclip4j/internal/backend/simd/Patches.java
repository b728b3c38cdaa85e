package io.github.xclip4j.internal.backend.simd;

import static io.github.xclip4j.internal.backend.simd.Species.TILE_ROWS;

import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.internal.backend.heap.HeapMemory;

/** Cuts frames into patches, in the order in which the patch embedding's product reads them. */
final class Patches {
  private Patches() {}

  /**
   * @param packed a row per patch: channels·patchSize² values
   * @param pixels (frames, channels·height, width)
   */
  static void pack(PackedRows packed, Tensor pixels, int channels, int patchSize, WorkerPool pool) {
    pool.run(packed.panels(), (panel, _) -> {
      for (int row = 0; row < packed.height(panel); row += 4) {
        packFour(packed, panel, row, pixels, channels, patchSize);
      }
    });
  }

  /** Packs four patches, line by line; the last patch stands in for any after it. */
  private static void packFour(PackedRows packed, int panel, int row, Tensor pixels, int channels, int patchSize) {
    int first = panel * TILE_ROWS + row;
    int last = packed.rows() - 1;
    int a = corner(pixels, channels, patchSize, first);
    int b = corner(pixels, channels, patchSize, Math.min(first + 1, last));
    int c = corner(pixels, channels, patchSize, Math.min(first + 2, last));
    int d = corner(pixels, channels, patchSize, Math.min(first + 3, last));
    float[] from = HeapMemory.values(pixels);
    int height = pixels.rows() / channels;
    int stride = (int) pixels.rowStride();
    for (int channel = 0; channel < channels; channel++) {
      for (int y = 0; y < patchSize; y++) {
        int line = (channel * height + y) * stride;
        packed.put(panel, row, (channel * patchSize + y) * patchSize, from, a + line, b + line, c + line, d + line,
            patchSize);
      }
    }
  }

  /** Where a patch's upper left pixel of the first channel lies. */
  private static int corner(Tensor pixels, int channels, int patchSize, int patch) {
    int across = pixels.cols() / patchSize;
    int perFrame = pixels.rows() / channels / patchSize * across;
    int inFrame = patch % perFrame;
    return HeapMemory.at(pixels, patch / perFrame, inFrame / across * patchSize) + inFrame % across * patchSize;
  }
}
