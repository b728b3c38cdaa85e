package io.github.xclip4j.internal.backend.cuda;

import io.github.xclip4j.backend.BackendOption;
import io.github.xclip4j.backend.BackendOptions;
import io.github.xclip4j.backend.BackendProvider;
import io.github.xclip4j.backend.BackendSpi;
import io.github.xclip4j.backend.BackendUnavailableException;
import io.github.xclip4j.internal.backend.Precision;
import io.github.xclip4j.internal.backend.cuda.CudaOptions.Launching;
import io.github.xclip4j.internal.backend.cuda.CudaOptions.Products;
import java.util.List;
import java.util.Optional;

/** Provides backends on NVIDIA GPUs, exact unless the option {@code precision} says otherwise. */
public final class CudaProvider implements BackendProvider {
  private static final int MOST_DEVICES = 1024;

  private static final BackendOption<Integer> DEVICE = BackendOption.integer("device", 0, MOST_DEVICES - 1,
      "The GPU's index, as nvidia-smi counts them; by default the first one.");
  private static final BackendOption<Precision> PRECISION = BackendOption.choice("precision", Precision.class,
      "exact is float without TF32 and the default, fast is bf16 in products.");
  private static final BackendOption<Products> PRODUCTS = BackendOption.choice("products", Products.class,
      "Which matrix products to use; by default the best that are available.");
  private static final BackendOption<Launching> LAUNCHING = BackendOption.choice("launching", Launching.class,
      "Whether repeated work is replayed as a CUDA graph, which is the default, or launched kernel by kernel.");

  @Override
  public String name() {
    return "cuda";
  }

  @Override
  public int rank() {
    return 200;
  }

  @Override
  public List<BackendOption<?>> options() {
    return List.of(DEVICE, PRECISION, PRODUCTS, LAUNCHING);
  }

  @Override
  public Optional<String> unavailable() {
    try {
      DriverProbe.require(0);
      return Optional.empty();
    } catch (BackendUnavailableException e) {
      return Optional.of(e.getMessage());
    }
  }

  @Override
  public BackendSpi open(BackendOptions options) {
    return CudaBackend.open(new CudaOptions(options.get(DEVICE, 0), options.get(PRECISION, Precision.EXACT),
        options.get(PRODUCTS, Products.BEST), options.get(LAUNCHING, Launching.GRAPHS)));
  }
}
