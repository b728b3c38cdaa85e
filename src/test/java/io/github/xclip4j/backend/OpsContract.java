package io.github.xclip4j.backend;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/**
 * What every backend must do, whatever it runs on: equal the scalar backend within the rounding of its own precision,
 * for dense and strided views, sizes around every lane count, in place where that is allowed, and touch nothing else.
 * The memory around inputs and outputs is NaN, so that a read out of range shows as well as a write.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class OpsContract
    implements OperationsContract, TrainingContract, AttentionContract, PlacingContract, ContextContract,
    LeaseContract {
  private BackendPair pair;

  /** A new backend, closed by the contract. */
  protected abstract Backend open();

  /** The relative rounding error of one stored value: 2⁻²⁴ for float. */
  protected double unitRoundoff() {
    return 0x1p-24;
  }

  @BeforeAll
  void openBackends() {
    pair = new BackendPair(open(), unitRoundoff());
  }

  @AfterAll
  void closeBackends() {
    if (pair != null) { // open may have skipped the test
      pair.close();
    }
  }

  @Override
  public Backend another() {
    return open();
  }

  @Override
  public BackendPair pair() {
    return pair;
  }
}
