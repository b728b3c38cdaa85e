package io.github.xclip4j.moments;

import io.github.xclip4j.video.ImageProcessor;
import io.github.xclip4j.video.Video;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a video in a thread of its own and hands over its windows, of which a bounded number is ready at a time. For one
 * thread at a time.
 */
public final class WindowReader implements AutoCloseable {
  private final Video video;
  private final Pace pace;
  private final int most;
  private final Deque<Window> ready = new ArrayDeque<>();
  private final Thread thread;
  private Skipped skipped = Skipped.NONE;
  private @Nullable Throwable failure;
  private boolean ended;
  private boolean closed;

  /** What happens where the model is slower than the video. */
  public enum Pace {
    /** Decoding waits: every window is handed over. */
    EVERY_WINDOW,
    /** Decoding goes on: the oldest window that waits is skipped. */
    LATEST
  }

  /**
   * Windows that were not handed over.
   *
   * @param from seconds, where the first of them starts
   * @param to seconds, where the last of them ends
   */
  public record Skipped(int windows, double from, double to) {
    static final Skipped NONE = new Skipped(0, 0, 0);

    private Skipped with(Window window) {
      return new Skipped(windows + 1, windows == 0 ? window.start() : from, window.end());
    }
  }

  /**
   * Windows in their order.
   *
   * @param skipped those before the first of them that were skipped since the last batch
   */
  public record Batch(List<Window> windows, Skipped skipped) {}

  private WindowReader(Video video, WindowPlan plan, ImageProcessor images, Pace pace, int most) {
    this.video = video;
    this.pace = pace;
    this.most = most;
    this.thread = Thread.ofPlatform().daemon().name("xclip4j-windows").unstarted(() -> decode(plan, images));
  }

  /**
   * Begins to decode.
   *
   * @param video is this reader's until it is closed
   * @param most windows that may be ready: what bounds memory
   * @throws IllegalArgumentException if {@code most} is not positive
   */
  public static WindowReader start(Video video, WindowPlan plan, ImageProcessor images, Pace pace, int most) {
    if (most < 1) {
      throw new IllegalArgumentException("at most " + most + " windows: at least one is needed");
    }
    WindowReader reader = new WindowReader(video, plan, images, pace, most);
    reader.thread.start();
    return reader;
  }

  private void decode(WindowPlan plan, ImageProcessor images) {
    Throwable thrown = null;
    try {
      WindowCutter cutter = new WindowCutter(plan, images, this::add);
      video.play(cutter);
      cutter.finish();
    } catch (IOException | RuntimeException | Error e) {
      thrown = e;
    }
    end(thrown);
  }

  private synchronized void end(@Nullable Throwable thrown) {
    failure = thrown;
    ended = true;
    notifyAll();
  }

  private synchronized void add(Window window) throws IOException {
    try {
      while (ready.size() == most && pace == Pace.EVERY_WINDOW && !closed) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("decoding was interrupted");
    }
    if (closed) {
      throw new InterruptedIOException("nobody wants the windows any more");
    }
    if (ready.size() == most) {
      skipped = skipped.with(ready.removeFirst());
    }
    ready.addLast(window);
    notifyAll();
  }

  /**
   * Waits for the next windows.
   *
   * @param wanted of the pace {@link Pace#EVERY_WINDOW} as many windows, unless the video ends before; of
   *     {@link Pace#LATEST} at most as many
   * @return none once the video is over
   * @throws IOException if it could not be decoded to its end; the windows before that have been handed over
   */
  public synchronized Batch next(int wanted) throws IOException {
    int enough = pace == Pace.LATEST ? 1 : Math.min(wanted, most);
    try {
      while (ready.size() < enough && !ended) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("waiting for the next windows was interrupted");
    }
    if (ready.isEmpty()) {
      rethrow();
    }
    List<Window> windows = new ArrayList<>();
    while (!ready.isEmpty() && windows.size() < wanted) {
      windows.add(ready.removeFirst());
    }
    Skipped before = skipped;
    skipped = Skipped.NONE;
    notifyAll();
    return new Batch(windows, before);
  }

  private void rethrow() throws IOException {
    switch (failure) {
      case null -> {}
      case IOException e -> throw e;
      case RuntimeException e -> throw e;
      case OutOfMemoryError e -> throw new IOException(video.description() + ": decoding it takes more memory than the "
          + (Runtime.getRuntime().maxMemory() >> 20) + " MB the JVM may use: give it more (-Xmx)", e);
      default -> throw new IOException(failure);
    }
  }

  /** Ends decoding, however far it is. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
