package io.github.xclip4j.training;

import io.github.xclip4j.FloatArray;
import io.github.xclip4j.internal.queue.PreparationQueue;
import io.github.xclip4j.lists.Seeds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;

/**
 * Trains a model: epochs over videos in an order of the seed's, validation after each, checkpoints. A run that is taken up
 * again ends in the same weights, to the bit, as one that was not interrupted.
 */
public final class Trainer {
  private static final int DECODERS = 2;

  private final TrainableModel model;
  private final TrainingSettings settings;
  private final Samples train;
  private final Optional<Samples> validation;
  private final TrainingListener listener;
  private final Optional<RunDirectory> directory;
  private final Schedule schedule;
  private final int stepsPerEpoch;
  private final Set<String> leftOut = new HashSet<>();
  private TrainingState state = TrainingState.start();

  /** What a run came to. */
  public record Result(long steps, boolean isComplete, Optional<Accuracy> last, double best, int leftOut) {}

  /**
   * @param model with its labels set
   * @param directory where checkpoints go; none are written without
   * @throws IllegalArgumentException if there are no videos, or one's label is none of the model's
   */
  public Trainer(TrainableModel model, TrainingSettings settings, Samples train, Optional<Samples> validation,
      Optional<RunDirectory> directory, TrainingListener listener) {
    this.model = model;
    this.settings = settings;
    this.train = train;
    this.validation = validation;
    this.directory = directory;
    this.listener = listener;
    check(train, "training");
    validation.ifPresent(samples -> check(samples, "validation"));
    this.schedule = settings.schedule(train.count());
    this.stepsPerEpoch = settings.stepsPerEpoch(train.count());
  }

  private void check(Samples samples, String what) {
    if (samples.count() == 0) {
      throw new IllegalArgumentException("there are no videos for " + what);
    }
    for (int i = 0; i < samples.count(); i++) {
      if (samples.label(i) < 0 || samples.label(i) >= model.labels()) {
        throw new IllegalArgumentException(samples.name(i) + " shows label " + samples.label(i) + ", and there are "
            + model.labels() + ": labels are counted from 0");
      }
    }
  }

  /** Steps of the whole run. */
  public long steps() {
    return schedule.steps();
  }

  /**
   * Trains to the end, or until the listener stops it; from the last checkpoint of the directory, if there is one.
   *
   * @throws IOException if a checkpoint cannot be read or written; earlier ones stay
   * @throws ArithmeticException if a loss or a gradient is not finite, naming the step, the videos and the first tensor
   *     concerned; the last checkpoint stays
   */
  public Result run() throws IOException {
    if (directory.isPresent()) {
      state = directory.get().restore(model);
    }
    boolean stopped = false;
    while (state.step() < schedule.steps() && !stopped) {
      stopped = epoch();
    }
    return new Result(state.step(), state.step() == schedule.steps(), state.last(), state.best(), leftOut.size());
  }

  /** @return whether the run was stopped within the epoch */
  private boolean epoch() throws IOException {
    int epoch = Math.toIntExact(state.step() / stepsPerEpoch);
    List<Integer> order = order(epoch);
    int perStep = settings.batch() * settings.accumulation();
    int first = Math.toIntExact(state.step() % stepsPerEpoch) * perStep;
    List<Integer> rest = order.subList(first, order.size());
    try (PreparationQueue<VideoInput> queue = queue(train, rest, epoch)) {
      for (int at = 0; at < rest.size(); at += perStep) {
        step(epoch, first + at, rest.subList(at, Math.min(at + perStep, rest.size())), queue);
        boolean ended = at + perStep >= rest.size();
        if (ended) {
          evaluate();
        }
        boolean stopped = listener.isStopped();
        if (ended || stopped || settings.saveSteps() > 0 && state.step() % settings.saveSteps() == 0) {
          save();
        }
        if (stopped) {
          return true;
        }
      }
    }
    return false;
  }

  private List<Integer> order(int epoch) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, train.count()).boxed().toList());
    Collections.shuffle(order, new Random(Seeds.of(settings.seed(), "order", epoch)));
    return order;
  }

  private PreparationQueue<VideoInput> queue(Samples samples, List<Integer> order, int epoch) {
    return new PreparationQueue<>(
        order.stream().<Callable<VideoInput>>map(index -> () -> samples.load(index, epoch)).iterator(), DECODERS,
        Math.max(4, settings.batch()));
  }

  private void step(int epoch, int position, List<Integer> indices, PreparationQueue<VideoInput> queue)
      throws IOException {
    double loss = 0;
    List<String> names = new ArrayList<>();
    for (int at = 0; at < indices.size(); at += settings.batch()) {
      List<Integer> wanted = indices.subList(at, Math.min(at + settings.batch(), indices.size()));
      Loaded batch = take(train, wanted, queue);
      if (!batch.videos.isEmpty()) {
        names.addAll(batch.names);
        loss += batch.videos.size() * accumulate(epoch, position + at, batch);
      }
    }
    double rate = schedule.rate(state.step(), settings.optimizer().rates().base(),
        settings.optimizer().rates().lowest());
    if (!names.isEmpty()) {
      try {
        model.update(settings.optimizer(), schedule, state.step());
      } catch (ArithmeticException e) {
        throw new ArithmeticException(e.getMessage() + where(names));
      }
    }
    long done = state.step() + 1;
    double epochs = (double) done / stepsPerEpoch;
    double mean = names.isEmpty() ? Double.NaN : loss / names.size();
    state = state.stepped(epochs, mean, rate);
    directory.ifPresent(run -> run.log(state));
    listener.step(new TrainingListener.Step(epochs, done, schedule.steps(), mean, rate, names.size()));
  }

  /** A batch as it was loaded. */
  private record Loaded(List<VideoInput> videos, List<Integer> labels, List<String> names) {}

  private Loaded take(Samples samples, List<Integer> wanted, PreparationQueue<VideoInput> queue) throws IOException {
    Loaded loaded = new Loaded(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (int index : wanted) {
      queue.fill();
      try {
        loaded.videos.add(queue.take());
        loaded.labels.add(samples.label(index));
        loaded.names.add(samples.name(index));
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof IOException || e.getCause() instanceof RuntimeException)) {
          throw new IOException(samples.name(index) + ": " + e.getCause(), e.getCause());
        }
        if (leftOut.add(samples.name(index))) {
          listener.leftOut(samples.name(index), (Exception) e.getCause());
        }
      }
    }
    return loaded;
  }

  private double accumulate(int epoch, int position, Loaded batch) {
    float[] targets = Batches.targets(batch.labels, model.labels(), settings.smoothing());
    Mixing.Mixed mixed = settings.mixing().mix(Batches.join(batch.videos), targets,
        new Random(Seeds.of(settings.seed(), "mix", epoch, position)));
    Loss loss = model.accumulate(mixed.videos(), mixed.targets());
    if (!loss.isFinite()) {
      throw new ArithmeticException(
          "the loss is " + loss.value() + ": " + model.nonFinite(mixed.videos()) + where(batch.names));
    }
    return loss.value();
  }

  private String where(List<String> names) {
    return ", at step " + state.step() + " with " + String.join(", ", names)
        + "; train with a smaller rate, or leave out what is broken"
        + (directory.isPresent() ? "; the last checkpoint stays" : "");
  }

  private void evaluate() throws IOException {
    if (validation.isPresent()) {
      Accuracy accuracy = evaluate(validation.get());
      double epochs = (double) state.step() / stepsPerEpoch;
      state = state.evaluated(epochs, accuracy);
      directory.ifPresent(run -> run.log(state));
      listener.evaluated(epochs, state.step(), accuracy);
    }
  }

  /**
   * How well the model does as it is now.
   *
   * @throws IOException if the thread is interrupted
   */
  public Accuracy evaluate(Samples samples) throws IOException {
    List<Integer> all = IntStream.range(0, samples.count()).boxed().toList();
    int labels = model.labels();
    int videos = 0;
    int first = 0;
    int amongFive = 0;
    double loss = 0;
    try (PreparationQueue<VideoInput> queue = queue(samples, all, 0)) {
      for (int at = 0; at < all.size(); at += settings.batch()) {
        Loaded batch = take(samples, all.subList(at, Math.min(at + settings.batch(), all.size())), queue);
        if (batch.videos.isEmpty()) {
          continue;
        }
        FloatArray logits = model.logits(Batches.join(batch.videos));
        loss += batch.videos.size()
            * Loss.softTargets(logits.values(), Batches.targets(batch.labels, labels, 0), labels).value();
        for (int i = 0; i < batch.videos.size(); i++) {
          int place = Accuracy.place(logits.values(), i * labels, labels, batch.labels.get(i));
          first += place == 0 ? 1 : 0;
          amongFive += place < 5 ? 1 : 0;
        }
        videos += batch.videos.size();
      }
    }
    if (videos == 0) {
      throw new IOException("none of the " + samples.count() + " videos for validation can be read");
    }
    return new Accuracy(videos, loss / videos, (double) first / videos, (double) amongFive / videos);
  }

  private void save() throws IOException {
    if (directory.isPresent()) {
      listener.saved(state.step(), directory.get().save(model, state));
    }
  }
}
