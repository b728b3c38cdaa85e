package io.github.xclip4j.training;

import io.github.xclip4j.Checkpoint;
import io.github.xclip4j.FloatArray;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.text.ClipTokenizer;
import io.github.xclip4j.video.FrameProcessor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** The demo model learns motions that it has never seen, from a few clips of each, and keeps those that it knows. */
final class MotionDemo {
  private static final int CLIPS_PER_MOTION = 24;
  private static final int TESTED = 168;
  private static final long LEARNED_SEED = 1;
  private static final long TESTED_SEED = 2;

  private final Checkpoint checkpoint;
  private final FrameProcessor processor;
  private final int frames;
  private final List<MotionClips.Caption> captions;
  private final int known;

  /** Shares of clips whose caption came first: of new motions among the new captions, of known ones among the known. */
  record Scores(double ofNew, double ofKnown) {}

  MotionDemo(Checkpoint checkpoint) throws IOException {
    this.checkpoint = checkpoint;
    this.processor = checkpoint.processor().images();
    this.frames = checkpoint.config().vision().numFrames();
    this.captions = new ArrayList<>(MotionClips.captions(MotionClips.KNOWN));
    this.known = captions.size();
    captions.addAll(MotionClips.captions(MotionClips.NEW));
  }

  /** How many captions there are of motions that the model knows, and of new ones. */
  int known() {
    return known;
  }

  int learned() {
    return captions.size() - known;
  }

  /** A model with all captions for labels. */
  TrainableModel load(Backend backend, Tuned tuned) throws IOException {
    TrainableModel model =
        TrainableModel.load(checkpoint, backend, tuned, TrainableModel.Memory.VALUES);
    ClipTokenizer tokenizer = checkpoint.processor().tokenizer();
    model.setLabels(captions.stream().map(caption -> tokenizer.encode(caption.toString())).toList());
    return model;
  }

  /** The clips to learn from: a few of each new motion, and as many of known ones, other ones in every epoch. */
  Samples clips() {
    Random random = new Random(LEARNED_SEED);
    List<Integer> shown = new ArrayList<>();
    for (String motion : MotionClips.NEW) {
      List<Integer> of = IntStream.range(known, captions.size())
          .filter(label -> captions.get(label).motion().equals(motion)).boxed().toList();
      for (int i = 0; i < CLIPS_PER_MOTION; i++) {
        shown.add(of.get(random.nextInt(of.size())));
        shown.add(random.nextInt(known));
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
    return new Scores(share(model, random, known, captions.size()), share(model, random, 0, known));
  }

  private double share(TrainableModel model, Random random, int first, int end) throws IOException {
    List<Integer> shown =
        IntStream.range(0, TESTED).map(_ -> first + random.nextInt(end - first)).boxed().toList();
    Samples samples = new MotionSamples(captions, shown, frames, processor, TESTED_SEED, 0);
    int right = 0;
    for (int i = 0; i < samples.count(); i++) {
      FloatArray logits = model.logits(samples.load(i, 0));
      int best = IntStream.range(first, end).boxed()
          .max((a, b) -> Float.compare(logits.values()[a], logits.values()[b])).orElseThrow();
      right += best == samples.label(i) ? 1 : 0;
    }
    return (double) right / samples.count();
  }
}
