package io.github.xclip4j.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * How far a run is, and what was logged.
 *
 * @param step optimizer steps done
 * @param log what was logged so far; the states of one run share the list, and only the last one adds to it
 * @param bestStep of the checkpoint with the highest top-1
 * @param best its top-1; −1 before the first validation
 */
record TrainingState(long step, List<ObjectNode> log, OptionalLong bestStep, double best, Optional<Accuracy> last) {
  /** Of a new run. */
  static TrainingState start() {
    return new TrainingState(0, new ArrayList<>(), OptionalLong.empty(), -1, Optional.empty());
  }

  TrainingState stepped(double epoch, double loss, double rate) {
    ObjectNode entry = JsonNodeFactory.instance.objectNode();
    entry.put("epoch", epoch).put("step", step + 1);
    if (Double.isFinite(loss)) {
      entry.put("loss", loss);
    }
    entry.put("learning_rate", rate);
    return new TrainingState(step + 1, with(entry), bestStep, best, last);
  }

  TrainingState evaluated(double epoch, Accuracy accuracy) {
    ObjectNode entry = JsonNodeFactory.instance.objectNode();
    entry.put("epoch", epoch).put("step", step).put("eval_loss", accuracy.loss()).put("eval_top1", accuracy.top1())
        .put("eval_top5", accuracy.top5()).put("eval_videos", accuracy.videos());
    boolean better = accuracy.top1() > best;
    return new TrainingState(step, with(entry), better ? OptionalLong.of(step) : bestStep,
        better ? accuracy.top1() : best, Optional.of(accuracy));
  }

  private List<ObjectNode> with(ObjectNode entry) {
    log.add(entry); // copies would make a long run's steps ever slower
    return log;
  }

  /** What transformers' Trainer writes as {@code trainer_state.json}. */
  ObjectNode json(long steps, int epochs) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("best_metric", best);
    bestStep.ifPresentOrElse(at -> root.put("best_model_checkpoint", "checkpoint-" + at),
        () -> root.putNull("best_model_checkpoint"));
    root.put("epoch", log.isEmpty() ? 0 : log.getLast().get("epoch").asDouble());
    root.put("global_step", step).put("max_steps", steps).put("num_train_epochs", epochs);
    root.put("is_local_process_zero", true).put("is_world_process_zero", true);
    root.putArray("log_history").addAll(log);
    return root;
  }

  /** What {@link #json} wrote. */
  static TrainingState of(JsonNode root) {
    List<ObjectNode> log = new ArrayList<>();
    Optional<Accuracy> last = Optional.empty();
    for (JsonNode entry : root.get("log_history")) {
      log.add((ObjectNode) entry);
      if (entry.has("eval_top1")) {
        last = Optional.of(new Accuracy(entry.get("eval_videos").asInt(), entry.get("eval_loss").asDouble(),
            entry.get("eval_top1").asDouble(), entry.get("eval_top5").asDouble()));
      }
    }
    JsonNode best = root.get("best_model_checkpoint");
    OptionalLong bestStep = best == null || best.isNull() ? OptionalLong.empty()
        : OptionalLong.of(Long.parseLong(best.asString().substring("checkpoint-".length())));
    return new TrainingState(root.get("global_step").asLong(), log, bestStep, root.get("best_metric").asDouble(), last);
  }
}
