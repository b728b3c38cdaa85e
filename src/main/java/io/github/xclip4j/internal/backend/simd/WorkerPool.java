package io.github.xclip4j.internal.backend.simd;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Persistent threads that carry out one job at a time, together with the thread that submits it. A caller waits while
 * another caller's job runs: contexts share the workers, and never more than {@link #threads} threads compute.
 */
/*
 * Each job is an object of its own with its own counters. With the counters in the pool, a worker that wakes late could
 * take an index of the new job for the tasks of the old one. Workers spin for about a tenth of a millisecond, longer than
 * the gap between two operations of a forward pass, and then park.
 */
public final class WorkerPool implements AutoCloseable {
  private static final int SPINS = 4_000;

  /** Independent pieces of work; each result must be the same whichever thread computes it. */
  public interface Tasks {
    /**
     * Carries out one piece.
     *
     * @param worker 0 for the caller, up to {@code threads − 1}; tasks that run at the same time have different ones
     */
    void run(int index, int worker);
  }

  /** A single object, since a forward pass makes hundreds: its counters are fields. */
  private static final class Job {
    private static final AtomicIntegerFieldUpdater<Job> NEXT = AtomicIntegerFieldUpdater.newUpdater(Job.class, "next");
    private static final AtomicIntegerFieldUpdater<Job> UNFINISHED =
        AtomicIntegerFieldUpdater.newUpdater(Job.class, "unfinished");

    final Tasks tasks;
    final int count;
    volatile int next;
    volatile int unfinished;
    volatile @Nullable Throwable failure;

    Job(Tasks tasks, int count) {
      this.tasks = tasks;
      this.count = count;
      this.unfinished = count;
    }

    /**
     * Carries out tasks until none is left to start.
     *
     * @return whether this thread finished the last one
     */
    boolean work(int worker) {
      boolean last = false;
      for (int index = NEXT.getAndIncrement(this); index < count; index = NEXT.getAndIncrement(this)) {
        try {
          if (failure == null) {
            tasks.run(index, worker);
          }
        } catch (RuntimeException | Error e) {
          failure = e;
        } finally {
          last = UNFINISHED.decrementAndGet(this) == 0;
        }
      }
      return last;
    }
  }

  private final ReentrantLock turn = new ReentrantLock();
  private final Thread[] workers;
  private final AtomicInteger parked = new AtomicInteger();
  private volatile @Nullable Job current;
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
        share(new Job(tasks, count));
      }
    } finally {
      turn.unlock();
    }
  }

  private void share(Job job) {
    caller = Thread.currentThread();
    current = job;
    if (parked.get() > 0) {
      for (Thread worker : workers) {
        LockSupport.unpark(worker);
      }
    }
    job.work(0);
    for (int spins = 0; job.unfinished > 0; spins++) {
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.park(this);
      }
    }
    current = null;
    switch (job.failure) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new AssertionError(e);
    }
  }

  private void serve(int worker) {
    Job last = null;
    for (int spins = 0; !closed; spins++) {
      Job job = current;
      if (job != null && job != last) {
        if (job.work(worker)) {
          LockSupport.unpark(caller);
        }
        last = job;
        spins = 0;
      } else if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        last = null;
        parked.incrementAndGet();
        if (!closed && current == job) {
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
