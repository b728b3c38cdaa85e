package io.github.xclip4j;

import io.github.xclip4j.backend.Context;
import io.github.xclip4j.backend.Tensor;
import io.github.xclip4j.internal.model.Network;

/**
 * Videos on the backend, with the scratch of one computation on them, which can be repeated. Until this is closed, the
 * workspace refuses other work.
 */
final class PlacedVideos implements AutoCloseable {
  private final Workspace.Work work;
  private final Pass pass;
  private final Tensor out;
  private final Tensor pixels;

  /** A computation on videos. */
  @FunctionalInterface
  interface Pass {
    /**
     * @param out (videos, 1, columns)
     * @param pixels (videos·frames, channels·height, width)
     */
    void run(Context context, Tensor out, Tensor pixels);
  }

  /**
   * Takes scratch and writes the videos.
   *
   * @param shape equal for batches and passes that need the same scratch
   * @param columns of the result, for each video
   * @throws IllegalArgumentException if the batch is not of the model's frames and size
   */
  PlacedVideos(Network network, Workspace workspace, VideoBatch batch, Object shape, int columns, Pass pass) {
    batch.check(network.config().vision());
    this.pass = pass;
    work = workspace.begin(shape, batch.videos(), videos -> planned -> {
      Tensor result = planned.tensor(videos, 1, columns);
      pass.run(planned, result, network.pixels(planned, videos));
    });
    try {
      out = work.context().tensor(batch.videos(), 1, columns);
      pixels = network.pixels(work.context(), batch.videos());
      batch.write(work.context(), pixels);
    } catch (RuntimeException e) {
      work.close();
      throw e;
    }
  }

  /** @return [videos, columns] */
  FloatArray compute() {
    pass.run(work.context(), out, pixels);
    return OutputProbe.matrix(work.context(), out);
  }

  /** Gives the scratch back. */
  @Override
  public void close() {
    work.close();
  }
}
