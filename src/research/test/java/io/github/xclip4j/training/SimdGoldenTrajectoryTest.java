package io.github.xclip4j.training;

import io.github.xclip4j.Backends;
import io.github.xclip4j.backend.Backend;

class SimdGoldenTrajectoryTest extends GoldenTrajectoryContract {
  @Override
  Backend open() {
    return Backends.open("simd");
  }
}
