package io.github.xclip4j.internal.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xclip4j.backend.Activation;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.BackendOptions;
import io.github.xclip4j.backend.BackendUnavailableException;
import io.github.xclip4j.backend.Constant;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.ContextSpi;
import io.github.xclip4j.backend.Lease;
import io.github.xclip4j.backend.Linear;
import io.github.xclip4j.backend.Matrix;
import io.github.xclip4j.backend.ScratchException;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.backend.Use;
import io.github.xclip4j.internal.backend.Precision;
import io.github.xclip4j.internal.backend.cuda.CudaOptions.Launching;
import io.github.xclip4j.internal.backend.cuda.CudaOptions.Products;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Graphs, threads, lack of memory, failures, and freeing of everything on a device. */
@Tag("cuda-simulation")
class SimulatedDeviceTest {
  private static final List<String> OWNED =
      List.of("allocations", "host_allocations", "streams", "graphs", "modules", "contexts");
  private static final CudaOptions OWN = CudaOptions.defaults().withProducts(Products.OWN);

  @BeforeEach
  void requireSimulation() {
    Simulation.require();
  }

  @Test
  void description_tellsDevicePrecisionAndProducts() {
    try (Backend backend = Cuda.open(CudaOptions.defaults())) {
      assertThat(backend.description())
          .isEqualTo("cuda, Simulated device 0 (8.0), float, products by cuBLAS 12, launched as graphs");
    }
    Simulation.set("devices", 2);
    CudaOptions fast = OWN.withDevice(1).withPrecision(Precision.FAST).withLaunching(Launching.SINGLY);
    try (Backend backend = Cuda.open(fast)) {
      assertThat(backend.description())
          .isEqualTo("cuda, Simulated device 1 (8.0), bf16, products by our own kernels, launched singly");
    }
  }

  @Test
  void open_namesWhatIsMissing() {
    assertUnavailable(OWN.withDevice(3), "there is no CUDA device 3", "choose");
    assertUnavailable(OWN.withProducts(Products.OWN_WGMMA), "the warpgroup kernels are for 9.0 only",
        "use products own_mma");
    Simulation.set("capability", 75);
    assertUnavailable(OWN, "compute capability 7.5", "use another device");
    Simulation.set("devices", 0);
    assertUnavailable(OWN, "no device that it may use", "check nvidia-smi");
  }

  private static void assertUnavailable(CudaOptions options, String what, String remedy) {
    assertThatThrownBy(() -> Cuda.open(options)).isInstanceOf(BackendUnavailableException.class)
        .hasMessageContaining(what).hasMessageContaining(remedy).hasMessageNotContaining("\n");
    assertThat(Simulation.get("contexts")).isZero();
  }

  @Test
  void open_saysWhenJCudaOrTheImageIsMissing() throws Exception {
    assertThat(openAlone(false)).hasMessageContaining("JCuda is not on the class path");
    assertThat(openAlone(true)).hasMessageContaining("kernel image kernels.ptx is not on the class path");
  }

  /**
   * The exception of opening in a class loader with the engine's classes, with or without JCuda, but without the image.
   */
  private static Throwable openAlone(boolean withJCuda) throws Exception {
    URL classes = CudaBackend.class.getProtectionDomain().getCodeSource().getLocation();
    ClassLoader parent = withJCuda ? new OnlyJCuda() : ClassLoader.getPlatformClassLoader();
    try (URLClassLoader alone = new URLClassLoader(new URL[] {classes}, parent)) {
      Class<?> options = alone.loadClass(BackendOptions.class.getName());
      Class<?> provider = alone.loadClass(CudaProvider.class.getName());
      provider.getMethod("open", options).invoke(provider.getConstructor().newInstance(),
          options.getField("NONE").get(null));
      throw new AssertionError("opened");
    } catch (InvocationTargetException e) {
      return e.getCause();
    }
  }

  private static final class OnlyJCuda extends ClassLoader {
    OnlyJCuda() {
      super(ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (name.startsWith("jcuda.")) {
        return SimulatedDeviceTest.class.getClassLoader().loadClass(name);
      }
      throw new ClassNotFoundException(name);
    }
  }

  @Test
  void repeatedWork_isCapturedOnceAndReplayed() {
    try (Backend backend = Cuda.open(CudaOptions.defaults()); Work work = new Work(backend, 64, 1 << 16)) {
      float[] first = work.run(5, 1);
      long captures = Simulation.get("graph_instantiations");
      long replays = Simulation.get("graph_launches");
      float[] second = work.run(5, 1);
      assertThat(Simulation.get("graph_instantiations")).isEqualTo(captures + 1);
      float[] other = work.run(5, 2);
      assertThat(work.run(7, 1)).hasSize(7 * 64);
      assertThat(work.run(5, 1)).containsExactly(first);
      assertThat(Simulation.get("graph_instantiations")).isEqualTo(captures + 1);
      assertThat(Simulation.get("graph_launches")).isEqualTo(replays + 3);
      assertThat(second).containsExactly(first);
      assertThat(other).isNotEqualTo(first);
    }
  }

  @Test
  void graphs_giveTheSameBitsAsSingleLaunches() {
    for (Precision precision : Precision.values()) {
      try (Backend graphs = Cuda.open(OWN.withPrecision(precision));
          Backend singly = Cuda.open(OWN.withPrecision(precision).withLaunching(Launching.SINGLY));
          Work one = new Work(graphs, 64, 1 << 16);
          Work other = new Work(singly, 64, 1 << 16)) {
        for (int i = 0; i < 3; i++) {
          assertThat(one.run(9, i)).containsExactly(other.run(9, i));
        }
      }
    }
  }

  @Test
  void manyShapes_keepNoMoreGraphsThanAFew() {
    try (Backend backend = Cuda.open(OWN); Work work = new Work(backend, 8, 1 << 16)) {
      for (int rows = 1; rows <= 40; rows++) {
        work.run(rows, 1);
        work.run(rows, 1);
      }
      assertThat(Simulation.get("graphs")).isLessThanOrEqualTo(16);
    }
  }

  @Test
  void refusedCapture_isToldWithTheWayAround() {
    try (Backend backend = Cuda.open(OWN); Work work = new Work(backend, 8, 1 << 16)) {
      work.run(3, 1);
      Simulation.set("fail_capture", 1);
      assertThatThrownBy(() -> work.run(3, 1)).isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("cuStreamBeginCapture").hasMessageContaining("launching=singly");
    }
  }

  @Test
  void scratch_thatDoesNotFitIsRefusedWithWhatDoes() {
    Simulation.set("memory", 4 << 20);
    try (Backend backend = Cuda.open(OWN)) {
      long before = Simulation.get("allocations");
      assertThatThrownBy(() -> backend.context(1 << 24)).isInstanceOf(ScratchException.class)
          .hasMessageContaining("67108864 bytes").hasMessageContaining("smaller batches")
          .satisfies(e -> {
            long fits = ((ScratchException) e).availableElements();
            assertThat(fits).isBetween(1L << 19, 1L << 20);
            backend.context(fits).close();
          });
      assertThat(Simulation.get("allocations")).isEqualTo(before);
      try (Work work = new Work(backend, 8, 1 << 16)) {
        assertThat(work.run(3, 1)).hasSize(24);
      }
      Matrix large = Matrix.of(1 << 10, 1 << 11, new float[1 << 21]);
      assertThatThrownBy(() -> backend.linear(1 << 10, 1 << 11, large, new float[0]))
          .isInstanceOf(IllegalStateException.class).hasMessageContaining("8388608 bytes").hasMessageContaining("left");
    }
  }

  @Test
  void failedLaunch_isNamedAndLeavesTheContextUsable() {
    try (Backend backend = Cuda.open(OWN.withLaunching(Launching.SINGLY));
        Work work = new Work(backend, 8, 1 << 16)) {
      float[] expected = work.run(3, 1);
      for (int launch = 1; launch <= 4; launch++) {
        Simulation.set("fail_launch", launch);
        assertThatThrownBy(() -> work.run(3, 2)).isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("the launch of ").hasMessageContaining("CUDA_ERROR_LAUNCH_FAILED");
        Simulation.set("fail_launch", 0);
        assertThat(work.run(3, 1)).containsExactly(expected);
      }
    }
  }

  @Test
  void failedLaunchWhileCapturing_leavesTheContextUsable() {
    try (Backend backend = Cuda.open(OWN); Work work = new Work(backend, 8, 1 << 16)) {
      float[] expected = work.run(3, 1);
      Simulation.set("fail_launch", 2);
      assertThatThrownBy(() -> work.run(3, 1)).hasMessageContaining("the launch of gemm_f32_64");
      assertThat(work.run(3, 1)).containsExactly(expected);
      assertThat(work.run(3, 1)).containsExactly(expected);
    }
  }

  @Test
  void accessToFreedMemory_losesTheContextAndSaysSo() {
    CudaBackend backend = CudaBackend.open(OWN); // unchecked: a context refuses a constant that was released
    ContextSpi context = backend.context(1 << 12);
    Tensor.Memory constant = backend.constant(Matrix.of(4, 64, new float[256]));
    Tensor out = context.tensor(Lease.NONE, Use.STREAM, 0, 1, 4, 64);
    backend.release(constant);
    context.ops().copy(out, Tensor.dense(constant, 0, 1, 4, 64));
    assertThatThrownBy(() -> context.read(out, new float[256])).isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("CUDA_ERROR_ILLEGAL_ADDRESS").hasMessageContaining("open another");
    context.close();
    backend.close();
    Simulation.set("recover", 0);
  }

  @Test
  void closing_leavesNothingBehind() {
    List<Long> before = OWNED.stream().map(Simulation::get).toList();
    Backend backend = Cuda.open(CudaOptions.defaults().withPrecision(Precision.FAST));
    Work left = new Work(backend, 16, 1 << 16);
    left.run(3, 1);
    left.run(3, 1);
    try (Work closed = new Work(backend, 16, 1 << 16)) {
      closed.run(4, 1);
    }
    backend.close();
    // Resources of a context that another test lost are gone, but the simulation still counts them: hence `before`.
    assertThat(OWNED.stream().map(Simulation::get).toList()).isEqualTo(before);
    assertThatThrownBy(() -> left.run(3, 1)).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
    assertThatThrownBy(() -> backend.constant(1, 1, new float[1])).hasMessageContaining("the backend is closed");
  }

  @Test
  void released_layersGiveTheirMemoryBack() {
    try (Backend backend = Cuda.open(OWN)) {
      long before = Simulation.get("allocations");
      Linear layer = backend.linear(5, 3, Matrix.of(5, 3, new float[15]), new float[5]);
      Constant constant = backend.constant(2, 3, new float[6]);
      backend.release(layer);
      backend.release(constant);
      assertThat(Simulation.get("allocations")).isEqualTo(before);
    }
  }

  @Test
  void contexts_runInThreadsOfTheirOwn() throws Exception {
    try (Backend backend = Cuda.open(CudaOptions.defaults());
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Callable<float[]> task = () -> {
        try (Work work = new Work(backend, 32, 1 << 16)) {
          work.run(5, 3);
          work.run(6, 4);
          return work.run(5, 3);
        }
      };
      List<Future<float[]>> results = threads.invokeAll(List.of(task, task, task, task));
      for (Future<float[]> each : results) {
        assertThat(each.get()).containsExactly(results.getFirst().get());
      }
    }
  }

  /** A few operations of every kind, on a context of its own. */
  private static final class Work implements AutoCloseable {
    private final Context context;
    private final Linear layer;
    private final Tensor gamma;
    private final int width;

    Work(Backend backend, int width, long elements) {
      this.width = width;
      float[] weight = new float[width * width];
      for (int i = 0; i < weight.length; i++) {
        weight[i] = (float) Math.sin(i);
      }
      layer = backend.linear(width, width, Matrix.of(width, width, weight), new float[width]);
      float[] ones = new float[width];
      Arrays.fill(ones, 1);
      gamma = backend.constant(1, width, ones).tensor();
      context = backend.context(elements);
    }

    float[] run(int rows, int seed) {
      try (Context.Scope _ = context.scope()) {
        Tensor x = context.tensor(1, rows, width);
        Tensor y = context.tensor(Use.OPERAND, 1, rows, width);
        float[] values = new float[rows * width];
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) Math.cos(i + seed);
        }
        context.write(x, values);
        context.ops().layerNorm(y, x, gamma, gamma, 1e-5f);
        context.ops().linearAdd(x, y, layer);
        context.ops().linear(y, x, layer, Activation.GELU);
        context.ops().linearAdd(x, y, layer);
        return context.read(x);
      }
    }

    @Override
    public void close() {
      context.close();
    }
  }
}
