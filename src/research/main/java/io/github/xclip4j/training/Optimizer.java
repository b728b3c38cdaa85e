package io.github.xclip4j.training;

import io.github.xclip4j.backend.AdamW;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Constant;
import io.github.xclip4j.backend.Context;
import java.util.HashMap;
import java.util.Map;

/** AdamW with a learning rate and a weight decay for each parameter. */
final class Optimizer implements AutoCloseable {
  private final Backend backend;
  private final Map<Group, Constant> groups = new HashMap<>();

  /** Parameters that are treated alike. */
  private record Group(double rate, double decay) {}

  Optimizer(Backend backend) {
    this.backend = backend;
  }

  /**
   * One step for all parameters.
   *
   * @param step from 0
   * @param gradientScale what gradients are multiplied by
   */
  void step(Context context, Trainables trainables, OptimizerSettings settings, Schedule schedule, long step,
      double gradientScale) {
    Rates rates = settings.rates();
    groups.forEach((group, constant) -> write(context, group, constant, settings, schedule, step, gradientScale));
    for (Trainable each : trainables.all()) {
      Group group = new Group(rates.rate(each.name()), rates.decay(each.name(), each.shape()));
      Constant values = groups.computeIfAbsent(group, _ -> {
        Constant made = backend.constant(1, AdamW.LENGTH, new float[AdamW.LENGTH]);
        write(context, group, made, settings, schedule, step, gradientScale);
        return made;
      });
      context.adjoints().adamw(each.weight(), each.gradient(), each.moments(), values.tensor());
    }
  }

  private static void write(Context context, Group group, Constant constant, OptimizerSettings settings,
      Schedule schedule, long step, double gradientScale) {
    double rate = schedule.rate(step, group.rate, settings.rates().lowest());
    AdamW values = new AdamW(rate, settings.beta1(), settings.beta2(), settings.epsilon(), group.decay);
    context.write(constant.tensor(), values.values(step + 1, gradientScale));
  }

  @Override
  public void close() {
    groups.values().forEach(backend::release);
    groups.clear();
  }
}
