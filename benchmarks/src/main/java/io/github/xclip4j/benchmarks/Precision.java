package io.github.xclip4j.benchmarks;

import io.github.xclip4j.Backends;
import io.github.xclip4j.Labels;
import io.github.xclip4j.Session;
import io.github.xclip4j.VideoBatch;
import io.github.xclip4j.XClip;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.BackendOptions;
import io.github.xclip4j.backend.Matrix.Storage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What narrow weights cost and save, of checkpoint files of each precision. */
final class Precision {
  private static final int LABELS = 5;
  private static final String WEIGHTS = "model.safetensors";

  private final MeasurementOptions settings;
  private final String model;
  private final int loads;
  private final VideoBatch video;
  private final Map<Storage, Path> files = new LinkedHashMap<>();

  /**
   * What a file has, and what is kept of it in memory.
   *
   * @param file what the weights were stored as
   */
  private record Kept(Storage file, String as) {
    static final String FLOATS = "float";
    static final String STORED = "stored";
    static final Kept FLOAT = new Kept(Storage.F32, FLOATS);

    static List<Kept> all() {
      List<Kept> all = new ArrayList<>(List.of(FLOAT));
      for (Storage narrow : List.of(Storage.BF16, Storage.F16, Storage.INT8)) {
        for (String as : List.of(FLOATS, STORED)) {
          all.add(new Kept(narrow, as));
        }
      }
      return all;
    }

    @Override
    public String toString() {
      return file.name().toLowerCase(Locale.ROOT) + (file == Storage.F32 ? ""
          : as.equals(FLOATS) ? ", widened while loading" : ", kept as stored");
    }
  }

  /**
   * Writes the checkpoints.
   *
   * @param loads of each, whose median counts
   */
  Precision(MeasurementOptions settings, String model, int loads) throws IOException {
    this.settings = settings;
    this.model = model;
    this.loads = loads;
    video = Models.videos(Models.named(model).vision(), 1);
    for (Storage storage : Storage.values()) {
      files.put(storage, Checkpoint.prepare(model, storage, settings.work()));
      Checkpoint.warm(files.get(storage).resolve(WEIGHTS));
    }
  }

  /** A result for each way of keeping weights: megabytes on the heap, time to load, time of a video, difference. */
  List<Result> measure() throws Exception {
    Map<Kept, Result> results = new LinkedHashMap<>();
    load(results);
    for (int threads : settings.threads() == 1 ? List.of(1) : List.of(1, settings.threads())) {
      time(threads, results);
    }
    return List.copyOf(results.values());
  }

  private void load(Map<Kept, Result> results) throws IOException {
    int threads = settings.threads();
    seconds(Kept.FLOAT, threads); // the first load of a process is slower
    float[] exact = new float[0];
    Map<Storage, float[]> logits = new LinkedHashMap<>();
    for (Kept kept : Kept.all()) {
      double[] seconds = new double[loads];
      for (int i = 0; i < loads; i++) {
        seconds[i] = seconds(kept, threads);
      }
      long before = usedBytes();
      try (Backend backend = open(threads, kept);
          XClip xclip = XClip.load(files.get(kept.file()), backend)) {
        double megabytes = 1e-6 * (usedBytes() - before);
        float[] values = logits(xclip);
        exact = kept.equals(Kept.FLOAT) ? values : exact;
        float[] other = logits.putIfAbsent(kept.file(), values);
        if (other != null && !Arrays.equals(other, values)) {
          throw new IllegalStateException(kept + ": the logits differ by "
              + Statistics.relativeL2(values, other) + " from those of the same weights widened: they must be equal");
        }
        results.put(kept, Result.of("precision, " + model, kept.toString(), megabytes, "MB of heap")
            .with("file MB", 1e-6 * Files.size(files.get(kept.file()).resolve(WEIGHTS)))
            .with("load ms", 1e3 * Statistics.median(seconds))
            .with("logits off by", Statistics.relativeL2(values, exact)));
      }
    }
  }

  private double seconds(Kept kept, int threads) throws IOException {
    System.gc(); // of what was loaded before, which is no part of this load
    long start = System.nanoTime();
    try (Backend backend = open(threads, kept);
        XClip _ = XClip.load(files.get(kept.file()), backend)) {
      return Calls.since(start);
    }
  }

  private static Backend open(int threads, Kept kept) {
    return Backends.open("simd", BackendOptions.of("threads", threads).with("weights", kept.as()));
  }

  private float[] logits(XClip xclip) {
    try (Labels labels = xclip.labels(Models.names(LABELS), Models.texts(LABELS));
        Session session = xclip.session()) {
      return session.logits(video, labels).values();
    }
  }

  /** Video features of all that are not the same computation as float, in turns. */
  private void time(int threads, Map<Kept, Result> results) throws Exception {
    List<Kept> timed =
        Kept.all().stream().filter(kept -> kept.equals(Kept.FLOAT) || kept.as().equals(Kept.STORED)).toList();
    Deque<AutoCloseable> opened = new ArrayDeque<>();
    try {
      List<Rounds.Work> contestants = new ArrayList<>();
      for (Kept kept : timed) {
        Backend backend = open(threads, kept);
        opened.push(backend);
        XClip xclip = XClip.load(files.get(kept.file()), backend);
        opened.push(xclip);
        Session session = xclip.session();
        opened.push(session);
        contestants.add(() -> session.videoFeatures(video));
      }
      double[][] seconds = settings.rounds().seconds(contestants);
      for (int i = 0; i < seconds.length; i++) {
        Result result = results.get(timed.get(i))
            .with(MeasurementOptions.threads(threads) + " ms", 1e3 * Statistics.median(seconds[i]));
        results.put(timed.get(i),
            i == 0 ? result : result.with(MeasurementOptions.threads(threads) + ": float over this",
                Statistics.median(Statistics.quotients(seconds[0], seconds[i]))));
      }
    } finally {
      while (!opened.isEmpty()) {
        opened.pop().close();
      }
    }
  }

  /** What is on the heap after collecting it. */
  private static long usedBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
