package io.github.xclip4j.internal.backend.cuda;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.internal.backend.CheckedBackend;
import java.util.List;

/** Opens the backend under test. */
final class Cuda {
  private Cuda() {}

  static Backend open(CudaOptions options) {
    return new CheckedBackend("cuda", CudaBackend.open(options), List.of());
  }

  /** The backend with every tensor in operand storage, which is bf16 if the precision is fast. */
  static Backend openNarrow(CudaOptions options) {
    return new CheckedBackend("cuda", new OperandContexts(CudaBackend.open(options)), List.of());
  }
}
