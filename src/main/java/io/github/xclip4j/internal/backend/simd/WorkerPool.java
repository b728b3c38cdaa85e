package io.github.xclip4j.internal.backend.simd;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Persistent threads that carry out one job at a time, together with the thread that submits it. A caller waits while
 * another caller's job runs: contexts share the workers, and never more than {@link #threads} threads compute.
 */
/*
 * A dispatch allocates nothing, since a forward pass makes hundreds. The job's number and the next index to be taken are
 * one long, so that a worker which wakes late cannot take an index of the new job for the tasks of the old one: whoever
 * takes an index has read the tasks before, and the exchange fails if the number has changed since. While the fields of a
 * new job are written, the index is one that no job has.
 *
 * Workers spin for about a tenth of a millisecond, longer than the gap between two operations of a forward pass, and then
 * park.
 */
public final class WorkerPool implements AutoCloseable {
  private static final int SPINS = 4_000;
  private static final long NO_INDEX = Integer.MAX_VALUE;

  /** Independent pieces of work; each result must be the same whichever thread computes it. */
  public interface Tasks {
    /**
     * Carries out one piece.
     *
     * @param worker 0 for the caller, up to {@code threads − 1}; tasks that run at the same time have different ones
     */
    void run(int index, int worker);
  }

  private final ReentrantLock turn = new ReentrantLock();
  private final Thread[] workers;
  private final AtomicInteger parked = new AtomicInteger();
  /** The number of the job above, the next index to be taken below. */
  private final AtomicLong next = new AtomicLong(NO_INDEX);
  private final AtomicInteger unfinished = new AtomicInteger();
  private volatile @Nullable Tasks tasks;
  private volatile int count;
  private volatile @Nullable Throwable failure;
  private volatile @Nullable Thread caller;
  private volatile boolean closed;

  /** @param threads that compute, the caller's included */
  WorkerPool(int threads) {
    workers = new Thread[threads - 1];
    for (int i = 0; i < workers.length; i++) {
      int worker = i + 1;
      workers[i] = Thread.ofPlatform().daemon().name("xclip4j-worker-" + worker).start(() -> serve(worker));
    }
  }

  /** Threads that compute, the caller's included. */
  public int threads() {
    return workers.length + 1;
  }

  /**
   * Runs tasks {@code 0..count-1} and returns when all are done.
   *
   * @throws IllegalStateException if the pool is closed
   */
  public void run(int count, Tasks tasks) {
    turn.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the backend is closed");
      }
      if (count == 1 || workers.length == 0) {
        for (int i = 0; i < count; i++) {
          tasks.run(i, 0);
        }
      } else if (count > 0) {
        share(count, tasks);
      }
    } finally {
      turn.unlock();
    }
  }

  private void share(int newCount, Tasks newTasks) {
    long job = (next.get() >>> Integer.SIZE) + 1 << Integer.SIZE;
    next.set(job | NO_INDEX);
    tasks = newTasks;
    count = newCount;
    failure = null;
    caller = Thread.currentThread();
    unfinished.set(newCount);
    next.set(job);
    if (parked.get() > 0) {
      for (Thread worker : workers) {
        LockSupport.unpark(worker);
      }
    }
    work(0);
    for (int spins = 0; unfinished.get() > 0; spins++) {
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.park(this);
      }
    }
    tasks = null;
    switch (failure) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new AssertionError(e);
    }
  }

  /** Whether an index is there to be taken. */
  private boolean hasWork() {
    return (int) next.get() < count;
  }

  /** Carries out tasks until none is left to start. */
  private void work(int worker) {
    while (true) {
      long taken = next.get();
      Tasks job = tasks;
      int index = (int) taken;
      if (index >= count || job == null) {
        return;
      }
      if (next.compareAndSet(taken, taken + 1)) {
        run(job, index, worker);
      }
    }
  }

  private void run(Tasks job, int index, int worker) {
    try {
      if (failure == null) {
        job.run(index, worker);
      }
    } catch (RuntimeException | Error e) {
      failure = e;
    } finally {
      if (unfinished.decrementAndGet() == 0 && worker > 0) {
        LockSupport.unpark(caller);
      }
    }
  }

  private void serve(int worker) {
    for (int spins = 0; !closed; spins++) {
      if (hasWork()) {
        work(worker);
        spins = 0;
      } else if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        parked.incrementAndGet();
        if (!closed && !hasWork()) {
          LockSupport.park(this);
        }
        parked.decrementAndGet();
        spins = 0;
      }
    }
  }

  /** Ends the workers after the job in progress. */
  @Override
  public void close() {
    turn.lock();
    try {
      closed = true;
      for (Thread worker : workers) {
        LockSupport.unpark(worker);
      }
    } finally {
      turn.unlock();
    }
  }
}
