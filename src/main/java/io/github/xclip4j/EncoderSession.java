package io.github.xclip4j;

import io.github.xclip4j.backend.Backend;
import io.github.xclip4j.backend.Context;
import io.github.xclip4j.internal.model.Encoded;
import io.github.xclip4j.internal.model.Encoder;
import io.github.xclip4j.internal.model.Probe;
import java.util.Set;
import java.util.function.Function;

/**
 * Runs one of the encoders by itself, {@link XClipTextModel} or {@link XClipVisionModel}, and holds the scratch memory
 * for that. Like a {@link Session}, it serves one thread at a time.
 *
 * @param <B> what the encoder takes: {@link TokenBatch} or {@link VideoBatch}
 */
public final class EncoderSession<B> implements AutoCloseable {
  private final Lifetime.Use modelUse;
  private final Workspace workspace;
  private final Encoder encoder;
  private final Function<B, Object> shape;
  private final Pass<B> pass;

  /** What the encoder computes of a batch. */
  @FunctionalInterface
  interface Pass<B> {
    Encoded run(Context context, B batch, Probe probe);
  }

  /** Passes that need the same scratch. */
  private record Shape(Object batch, Set<Detail> details) {}

  /**
   * @param modelUse closed with the session
   * @param shape checks a batch; equal for batches that need the same scratch
   */
  EncoderSession(Lifetime.Use modelUse, Backend backend, Encoder encoder, Function<B, Object> shape, Pass<B> pass) {
    this.modelUse = modelUse;
    this.workspace = new Workspace(backend);
    this.encoder = encoder;
    this.shape = shape;
    this.pass = pass;
  }

  /**
   * Encodes a batch.
   *
   * @param details what to return of the layers in between
   * @throws IllegalArgumentException if the batch is not of the model's frames and size, for a token outside the
   *     vocabulary, or a text longer than the context
   */
  public EncoderOutput forward(B batch, Set<Detail> details) {
    Shape same = new Shape(shape.apply(batch), Set.copyOf(details));
    try (Workspace.Work work =
        workspace.begin(same, planned -> pass.run(planned, batch, OutputProbe.planning(details)))) {
      OutputProbe probe = new OutputProbe(details);
      return probe.output(work.context(), encoder, pass.run(work.context(), batch, probe));
    }
  }

  /**
   * Gives its scratch memory back; a second call does nothing.
   *
   * @throws IllegalStateException if a call of another thread is in progress; the session then stays open
   */
  @Override
  public void close() {
    workspace.close();
    modelUse.close();
  }
}
