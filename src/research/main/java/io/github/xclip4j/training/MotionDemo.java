package io.github.xclip4j.training;

import io.github.xclip4j.Checkpoint;
import io.github.xclip4j.FloatArray;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.cli.options.Progress;
import io.github.xclip4j.text.ClipTokenizer;
import io.github.xclip4j.video.FrameProcessor;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;

/** The demo model learns motions that it has never seen, from a few clips of each, and keeps those that it knows. */
final class MotionDemo {
  private static final int CLIPS_PER_MOTION = 32;
  private static final int KNOWN_PER_NEW = 2;
  private static final int TESTED = 168;
  private static final int TOGETHER = 8;
  private static final int EPOCHS = 12;
  private static final double RATE = 1e-3;
  private static final Tuned TUNED = Tuned.ALL;
  private static final long LEARNED_SEED = 1;
  private static final long TESTED_SEED = 2;

  private final Checkpoint checkpoint;
  private final FrameProcessor processor;
  private final int frames;
  private final List<MotionClips.Caption> captions;
  private final int known;

  /**
   * Shares of clips that are told right.
   *
   * @param ofNew which of the new motions it is, given the captions with the clip's colour and shape
   * @param ofKnown the caption among all that the model knows
   */
  record Scores(double ofNew, double ofKnown) {}

  MotionDemo(Checkpoint checkpoint) throws IOException {
    this.checkpoint = checkpoint;
    this.processor = checkpoint.processor().images();
    this.frames = checkpoint.config().vision().numFrames();
    this.captions = new ArrayList<>(MotionClips.captions(MotionClips.KNOWN));
    this.known = captions.size();
    captions.addAll(MotionClips.captions(MotionClips.NEW));
  }

  /** Learns, and prints how well it does before and after. */
  void run(Backend backend, PrintWriter out) throws IOException {
    try (TrainableModel model = load(backend, TUNED)) {
      Samples clips = clips();
      out.printf(Locale.ROOT,
          "%d new motions (%s), %d clips of each, and twice as many of the %d that the model knows%n",
          MotionClips.NEW.size(), String.join(", ", MotionClips.NEW), CLIPS_PER_MOTION, MotionClips.KNOWN.size());
      print(out, "before", test(model));
      long begin = System.nanoTime();
      TrainingSettings settings = settings(EPOCHS, RATE);
      try (Progress progress = new Progress("learning", EPOCHS * settings.stepsPerEpoch(clips.count()))) {
        TrainingListener listener = new TrainingListener() {
          @Override
          public void step(Step step) {
            progress.reach(step.step());
          }
        };
        new Trainer(model, settings, clips, Optional.empty(), Optional.empty(), listener).run();
      }
      print(out, "after", test(model));
      out.printf(Locale.ROOT, "learned in %.0f s%n", (System.nanoTime() - begin) / 1e9);
    }
  }

  private void print(PrintWriter out, String when, Scores scores) {
    out.printf(Locale.ROOT,
        "%-7s new motions %5.1f %% right (chance: 26 %%), captions that the model knows %5.1f %% (of %d)%n",
        when + ":", 100 * scores.ofNew, 100 * scores.ofKnown, known);
    out.flush();
  }

  /** A model with all captions for labels. */
  TrainableModel load(Backend backend, Tuned tuned) throws IOException {
    TrainableModel model =
        TrainableModel.load(checkpoint, backend, tuned, TrainableModel.Memory.VALUES);
    ClipTokenizer tokenizer = checkpoint.processor().tokenizer();
    model.setLabels(captions.stream().map(caption -> tokenizer.encode(caption.toString())).toList());
    return model;
  }

  /** The clips to learn from: a few of each new motion, and twice as many of known ones, other ones in every epoch. */
  Samples clips() {
    Random random = new Random(LEARNED_SEED);
    List<Integer> shown = new ArrayList<>();
    for (String motion : MotionClips.NEW) {
      List<Integer> of = IntStream.range(known, captions.size())
          .filter(label -> captions.get(label).motion().equals(motion)).boxed().toList();
      for (int i = 0; i < CLIPS_PER_MOTION; i++) {
        shown.add(of.get(random.nextInt(of.size())));
        for (int j = 0; j < KNOWN_PER_NEW; j++) {
          shown.add(random.nextInt(known));
        }
      }
    }
    return new MotionSamples(captions, shown, frames, processor, LEARNED_SEED, known);
  }

  /** How long it learns, and how fast. */
  static TrainingSettings settings(int epochs, double rate) {
    return new TrainingSettings(epochs, 2, 16, 1, Schedule.Kind.CORRECTED,
        new OptimizerSettings(new Rates(rate, 1, rate / 100, 0.001, Rates.Decayed.MATRICES), 0.9, 0.98, 1e-8), 0.0,
        Mixing.NONE, LEARNED_SEED, 0);
  }

  /** Scores clips that are not learned from. */
  Scores test(TrainableModel model) throws IOException {
    Random random = new Random(TESTED_SEED);
    double ofNew = share(model, random, known, captions.size(),
        (shown, other) -> shown.colour().equals(other.colour()) && shown.shape().equals(other.shape()));
    return new Scores(ofNew, share(model, random, 0, known, (_, _) -> true));
  }

  private double share(TrainableModel model, Random random, int first, int end,
      BiPredicate<MotionClips.Caption, MotionClips.Caption> candidates) throws IOException {
    List<Integer> shown =
        IntStream.range(0, TESTED).map(_ -> first + random.nextInt(end - first)).boxed().toList();
    Samples samples = new MotionSamples(captions, shown, frames, processor, TESTED_SEED, 0);
    int right = 0;
    for (int i = 0; i < samples.count(); i += TOGETHER) {
      List<VideoInput> batch = new ArrayList<>();
      for (int j = i; j < Math.min(i + TOGETHER, samples.count()); j++) {
        batch.add(samples.load(j, 0));
      }
      FloatArray logits = model.logits(Batches.join(batch));
      for (int j = 0; j < batch.size(); j++) {
        float[] row = logits.row(j);
        int label = samples.label(i + j);
        int best = IntStream.range(first, end)
            .filter(other -> candidates.test(captions.get(label), captions.get(other))).boxed()
            .max((a, b) -> Float.compare(row[a], row[b])).orElseThrow();
        right += best == label ? 1 : 0;
      }
    }
    return (double) right / samples.count();
  }
}
