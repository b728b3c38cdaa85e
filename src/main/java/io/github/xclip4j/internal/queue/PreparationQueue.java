package io.github.xclip4j.internal.queue;

import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Prepares videos in its own threads, ahead of their use, and hands them out in the order they were given.
 *
 * @param <T> a prepared video, or the views of one
 */
public final class PreparationQueue<T> implements AutoCloseable {
  private final Iterator<Callable<T>> videos;
  private final int ahead;
  private final Deque<Future<T>> started = new ArrayDeque<>();
  private final ExecutorService threads;

  /**
   * @param videos advanced only when there is room for another video
   * @param decoders the number of threads
   * @param ahead the most videos that are prepared or being prepared
   */
  public PreparationQueue(Iterator<Callable<T>> videos, int decoders, int ahead) {
    this.videos = videos;
    this.ahead = ahead;
    this.threads =
        Executors.newFixedThreadPool(decoders, Thread.ofPlatform().name("xclip4j-decoder-", 1).factory());
  }

  /** Starts as many preparations as there is room for. */
  public void fill() {
    while (started.size() < ahead && videos.hasNext()) {
      Callable<T> next = videos.next();
      started.add(threads.submit(() -> Objects.requireNonNull(next.call(), "the preparation returned no video")));
    }
  }

  /** Whether all started preparations have been taken. */
  public boolean isEmpty() {
    return started.isEmpty();
  }

  /** Whether {@link #take} would return without waiting. */
  public boolean isReady() {
    return !started.isEmpty() && started.peek().isDone();
  }

  /**
   * Waits for the next video.
   *
   * @throws ExecutionException if its preparation failed; the cause is the preparation's exception
   * @throws InterruptedIOException if the thread is interrupted while it waits
   */
  public T take() throws ExecutionException, InterruptedIOException {
    try {
      return started.remove().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for a video to be decoded");
    }
  }

  /** Interrupts the preparations in progress and waits for their end. */
  @Override
  public void close() {
    threads.shutdownNow();
    threads.close();
  }
}
