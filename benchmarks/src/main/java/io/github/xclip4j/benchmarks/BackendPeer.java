package io.github.xclip4j.benchmarks;

import io.github.xclip4j.Checkpoint;
import io.github.xclip4j.Session;
import io.github.xclip4j.VideoBatch;
import io.github.xclip4j.XClip;
import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.cli.checkpoints.ProceduralWeights;
import io.github.xclip4j.config.XClipConfig;
import java.io.IOException;

/** The same model on another of our backends. */
final class BackendPeer implements Peer {
  private final Backend backend;
  private final XClip model;
  private final Session session;
  private final VideoBatch video;

  BackendPeer(String engine, String model, int threads) throws IOException {
    XClipConfig config = Models.named(model);
    this.backend = Engines.open(engine, threads);
    this.model = XClip.load(Checkpoint.of(config, new ProceduralWeights(config)), backend);
    this.session = this.model.session();
    this.video = Models.videos(config.vision(), 1);
  }

  @Override
  public float[] run() {
    return session.videoFeatures(video).values();
  }

  @Override
  public void close() {
    session.close();
    model.close();
    backend.close();
  }
}
