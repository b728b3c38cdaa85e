package io.github.xclip4j.internal.weights.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xclip4j.internal.weights.pytorch.PickleValues.Storage;
import io.github.xclip4j.internal.weights.pytorch.PickleValues.Tensor;
import io.github.xclip4j.weights.DType;
import io.github.xclip4j.weights.WeightsException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StateDictTest {
  private static final Tensor TENSOR =
      new Tensor(new Storage(DType.F32, "0", 1, "0", 0), DType.F32, 0, List.of(), List.of());
  private static final Map<?, ?> MODEL = Map.of("a.weight", TENSOR, "a.bias", TENSOR, "b.weight", TENSOR);

  private static String pathIn(Map<?, ?> root) throws WeightsException {
    return StateDict.in(root, "x.bin").path();
  }

  @Test
  void wholeFile_isTheStateDict() throws WeightsException {
    assertThat(pathIn(MODEL)).isEmpty();
  }

  @Test
  void tensorsAndCountersBesideIt_areNotTaken() throws WeightsException {
    assertThat(pathIn(Map.of("model", MODEL, "best_acc", TENSOR, "epoch", 3L))).isEqualTo("model");
    assertThat(pathIn(Map.of("state_dict", MODEL, "temperature", TENSOR))).isEqualTo("state_dict");
    assertThat(pathIn(Map.of("student", MODEL, "best", TENSOR))).isEqualTo("student");
  }

  @Test
  void anyDepth_isSearched() throws WeightsException {
    assertThat(pathIn(Map.of("checkpoint", Map.of("model", MODEL, "epoch", 3L)))).isEqualTo("checkpoint.model");
  }

  @Test
  void optimizersState_isNotTaken() throws WeightsException {
    Map<?, ?> state = Map.of("state", Map.of(0L, Map.of("exp_avg", TENSOR)), "sums", Map.of("x", TENSOR));
    assertThat(pathIn(Map.of("optimizer", state, "net", MODEL))).isEqualTo("net");
  }

  @Test
  void averagedWeights_comeAfterTheModels() throws WeightsException {
    assertThat(pathIn(Map.of("ema", MODEL, "model", new HashMap<>(MODEL)))).isEqualTo("model");
  }

  @Test
  void twoUnknownOnesOfOneSize_areNotChosenBetween() {
    assertThatThrownBy(() -> pathIn(new TreeMap<>(Map.of("one", MODEL, "two", new HashMap<>(MODEL)))))
        .isInstanceOf(WeightsException.class)
        .hasMessage("x.bin: holds several state dicts of 3 tensors, under one and two: save one of them");
  }

  @Test
  void fileWithoutTensors_isNoFileOfWeights() {
    assertThatThrownBy(() -> pathIn(Map.of("epoch", 3L))).hasMessageContaining("no tensors");
  }

  @Test
  void mapWithinItself_ends() {
    Map<Object, Object> map = new HashMap<>();
    map.put("self", map);
    assertThatThrownBy(() -> pathIn(map)).isInstanceOf(WeightsException.class);
  }
}
