package io.github.xclip4j.benchmarks;

import ai.onnxruntime.OrtException;
import io.github.xclip4j.Labels;
import io.github.xclip4j.Session;
import io.github.xclip4j.VideoBatch;
import io.github.xclip4j.XClip;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.config.VisionConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

/**
 * The program that {@code startup} starts: loads a model, computes once, says how long each part took, as lines of
 * {@code name=milliseconds}.
 */
public final class FirstResult {
  private static final int LABELS = 5;

  private final PrintStream out;
  private long last;

  private FirstResult(PrintStream out) {
    this.out = out;
    last = System.nanoTime();
  }

  /** Arguments: {@code xclip4j CHECKPOINT BACKEND THREADS} or {@code onnxruntime GRAPH MODEL THREADS}. */
  public static void main(String[] args) throws Exception {
    long untilMain = System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
    System.out.println("JVM until main=" + untilMain);
    FirstResult program = new FirstResult(System.out);
    if (args[0].equals("onnxruntime")) {
      program.peer(Path.of(args[1]), args[2], Integer.parseInt(args[3]));
    } else {
      program.ours(Path.of(args[1]), args[2], Integer.parseInt(args[3]));
    }
  }

  private void ours(Path checkpoint, String engine, int threads) throws IOException {
    try (Backend backend = Engines.open(engine, threads);
        XClip model = XClip.load(checkpoint, backend)) {
      done("load and pack");
      try (Labels labels = model.labels(Models.names(LABELS), Models.texts(LABELS));
          Session session = model.session()) {
        done("label bank");
        VideoBatch video = Models.videos(model.config().vision(), 1);
        done("input");
        session.logits(video, labels);
        done("first result");
        session.logits(video, labels);
        done("second result");
      }
    }
  }

  private void peer(Path graph, String model, int threads) throws OrtException {
    VisionConfig vision = Models.named(model).vision();
    try (OnnxPeer peer = new OnnxPeer(graph, threads)) {
      done("load and pack");
      peer.input("pixel_values", Models.pixels(vision, 1), 1, vision.numFrames(), vision.numChannels(),
          vision.imageSize(), vision.imageSize());
      peer.input("input_ids", Models.padded(Models.texts(LABELS), Models.named(model).text().maxPositionEmbeddings()));
      done("input");
      peer.run();
      done("first result");
      peer.run();
      done("second result");
    }
  }

  private void done(String part) {
    long now = System.nanoTime();
    out.println(part + "=" + (now - last) * 1e-6);
    out.flush();
    last = System.nanoTime();
  }
}
