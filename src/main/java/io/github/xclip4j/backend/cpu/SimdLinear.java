package io.github.xclip4j.backend.cpu;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Matrix;

/**
 * Weights in panels of {@link GemmKernel#WIDTH} outputs: (panels, inputs, WIDTH), the last panel filled up with zeros, and
 * the bias filled up likewise.
 */
record SimdLinear(Backend backend, int outputs, int inputs, float[] panels, float[] bias) implements Linear {

  static SimdLinear pack(SimdBackend backend, int outputs, int inputs, Matrix weight, float[] bias) {
    int width = GemmKernel.WIDTH;
    int panelCount = (outputs + width - 1) / width;
    float[] panels = new float[Math.multiplyExact(Math.multiplyExact(panelCount, width), inputs)];
    backend.pool().run(panelCount, panel -> {
      float[] row = new float[inputs];
      int last = Math.min(outputs, (panel + 1) * width);
      for (int n = panel * width; n < last; n++) {
        weight.read(n, 0, inputs, row, 0);
        int to = panel * inputs * width + n - panel * width;
        for (int k = 0; k < inputs; k++) {
          panels[to + k * width] = row[k];
        }
      }
    });
    float[] padded = new float[panelCount * width];
    System.arraycopy(bias, 0, padded, 0, bias.length);
    return new SimdLinear(backend, outputs, inputs, panels, padded);
  }

  int panelCount() {
    return bias.length / GemmKernel.WIDTH;
  }
}
