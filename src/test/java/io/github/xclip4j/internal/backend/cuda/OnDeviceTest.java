package io.github.xclip4j.internal.backend.cuda;

import io.github.xclip4j.Detail;
import io.github.xclip4j.Golden;
import io.github.xclip4j.GoldenContract;
import io.github.xclip4j.NamedGolden;
import io.github.xclip4j.Session;
import io.github.xclip4j.SharedData;
import io.github.xclip4j.XClip;
import io.github.xclip4j.XClipOutput;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.BackendUnavailableException;
import io.github.xclip4j.backend.OpsContract;
import io.github.xclip4j.internal.backend.Precision;
import io.github.xclip4j.internal.backend.cuda.CudaOptions.Products;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tests of the simulation on a real GPU; run by the GPU bundle ({@code cuda/bundle.sh}). */
@Tag("cuda-device")
class OnDeviceTest {
  private static final double BF16_ROUNDOFF = 0x1p-8;

  @BeforeAll
  static void requireDevice() {
    open(CudaOptions.defaults()).close();
  }

  static Backend open(CudaOptions options) {
    return orSkipped(() -> Cuda.open(options));
  }

  static Backend openNarrow(CudaOptions options) {
    return orSkipped(() -> Cuda.openNarrow(options));
  }

  private static Backend orSkipped(Supplier<Backend> open) {
    try {
      return open.get();
    } catch (BackendUnavailableException e) {
      return Assumptions.abort("skipped: " + e.getMessage());
    }
  }

  static boolean isHopper() {
    try (Backend backend = Cuda.open(CudaOptions.defaults())) {
      return backend.description().contains("(9.0)");
    } catch (BackendUnavailableException e) {
      return false;
    }
  }

  private static CudaOptions with(Precision precision, Products products) {
    return CudaOptions.defaults().withPrecision(precision).withProducts(products);
  }

  @Nested
  class ExactWithOwnProducts extends OpsContract {
    @Override
    protected Backend open() {
      return OnDeviceTest.open(with(Precision.EXACT, Products.OWN));
    }
  }

  @Nested
  class ExactWithBestProducts extends OpsContract {
    @Override
    protected Backend open() {
      return OnDeviceTest.open(with(Precision.EXACT, Products.BEST));
    }
  }

  @Nested
  class ExactWithCublas13 extends OpsContract {
    @Override
    protected Backend open() {
      return OnDeviceTest.open(with(Precision.EXACT, Products.CUBLAS_13));
    }
  }

  @Nested
  class FastWithCublas13 extends OpsContract {
    @Override
    protected Backend open() {
      return OnDeviceTest.openNarrow(with(Precision.FAST, Products.CUBLAS_13));
    }

    @Override
    protected double unitRoundoff() {
      return BF16_ROUNDOFF;
    }
  }

  @Nested
  class FastWithOwnProducts extends OpsContract {
    @Override
    protected Backend open() {
      return OnDeviceTest.openNarrow(with(Precision.FAST, Products.OWN));
    }

    @Override
    protected double unitRoundoff() {
      return BF16_ROUNDOFF;
    }
  }

  @Nested
  class FastWithBestProducts extends OpsContract {
    @Override
    protected Backend open() {
      return OnDeviceTest.openNarrow(with(Precision.FAST, Products.BEST));
    }

    @Override
    protected double unitRoundoff() {
      return BF16_ROUNDOFF;
    }
  }

  @Nested
  class FastWithoutWarpgroups extends OpsContract {
    @Override
    protected Backend open() {
      return OnDeviceTest.openNarrow(with(Precision.FAST, Products.OWN_MMA));
    }

    @Override
    protected double unitRoundoff() {
      return BF16_ROUNDOFF;
    }
  }

  @Nested
  @EnabledIf("io.github.xclip4j.internal.backend.cuda.OnDeviceTest#isHopper")
  class FastWithWgmma extends OpsContract {
    @Override
    protected Backend open() {
      return OnDeviceTest.openNarrow(with(Precision.FAST, Products.OWN_WGMMA));
    }

    @Override
    protected double unitRoundoff() {
      return BF16_ROUNDOFF;
    }
  }

  /** Products large enough for the warpgroups, since those of the contract run on other kernels of a large device. */
  @ParameterizedTest
  @CsvSource({"5000,768,200", "3001,1111,768", "2900,2304,72", "20000,190,3072", "6000,3300,64"})
  @EnabledIf("io.github.xclip4j.internal.backend.cuda.OnDeviceTest#isHopper")
  void warpgroups_giveLargeProducts(int rows, int outputs, int inputs) {
    try (Backend backend = open(with(Precision.FAST, Products.OWN_WGMMA))) {
      new LargeProduct(rows, outputs, inputs).check(backend);
    }
  }

  @ParameterizedTest
  @CsvSource({"5000,768,200", "3001,1111,768"})
  void ownProducts_giveLargeProducts(int rows, int outputs, int inputs) {
    try (Backend backend = open(with(Precision.FAST, Products.OWN_MMA))) {
      new LargeProduct(rows, outputs, inputs).check(backend);
    }
  }

  @Nested
  class SmallCheckpoints extends GoldenContract {
    @Override
    protected Backend open() {
      return OnDeviceTest.open(with(Precision.EXACT, Products.OWN));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"base-patch32", "base-patch16"})
  void publishedSizes_equalTheReference(String name) throws IOException {
    try (Backend backend = open(with(Precision.EXACT, Products.OWN))) {
      NamedGolden.check(name, 1, backend);
    }
  }

  @Test
  void fastPrecision_keepsEmbeddings() throws IOException {
    Path directory = SharedData.fixture("checkpoints/tiny-a");
    try (Backend backend = open(with(Precision.FAST, Products.OWN));
        Golden golden = new Golden(directory.resolve("golden.safetensors"));
        XClip model = XClip.load(directory, backend);
        Session session = model.session()) {
      XClipOutput output = session.forward(golden.tokens(), golden.videos(), EnumSet.noneOf(Detail.class));
      golden.check("video_embeds", output.videoEmbeds().values(), 1e-2);
      golden.check("text_embeds", output.textEmbeds().values(), 1e-2);
    }
  }
}
