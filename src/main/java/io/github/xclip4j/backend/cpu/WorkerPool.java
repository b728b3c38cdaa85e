package io.github.xclip4j.backend.cpu;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Persistent threads that carry out the tasks of one job at a time, together with the caller.
 *
 * <p>Several callers may dispatch at once: the workers help whoever comes first, and the others work through their jobs
 * alone, so that there are never more busy threads than workers and callers. Which thread carries out a task never
 * changes a result, since a task owns what it writes.
 */
final class WorkerPool implements AutoCloseable {
  /*
   * Every dispatch is a job object of its own, with its own counter: a worker that wakes up late holds an old job whose
   * counter is used up, and cannot take a task of a new one. Workers spin for some microseconds between the
   * operations of a forward pass, which follow one another at once, and park when nothing comes.
   */
  private static final int SPINS = 20_000;

  /** Part of an operation. */
  @FunctionalInterface
  interface Task {
    /**
     * Carries out one task.
     *
     * @param index from 0 to the number of tasks − 1
     */
    void run(int index);
  }

  private static final class Job {
    private final Task task;
    private final int tasks;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Job(Task task, int tasks) {
      this.task = task;
      this.tasks = tasks;
    }

    boolean isTaken() {
      return next.get() >= tasks;
    }

    void help() {
      int index;
      while ((index = next.getAndIncrement()) < tasks) {
        try {
          task.run(index);
        } catch (RuntimeException | Error e) {
          failure.compareAndSet(null, e);
        } finally {
          done.incrementAndGet();
        }
      }
    }
  }

  private final Thread[] workers;
  private final AtomicReference<@Nullable Job> current = new AtomicReference<>();
  private volatile boolean closed;

  /** @param threads that work on a job, the caller included */
  WorkerPool(int threads) {
    workers = new Thread[threads - 1];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = Thread.ofPlatform().name("xclip4j-worker-" + (i + 1)).daemon().start(this::work);
    }
  }

  int threads() {
    return workers.length + 1;
  }

  /**
   * Carries out all tasks and returns when they are done.
   *
   * @throws RuntimeException the first that a task threw
   */
  void run(int tasks, Task task) {
    if (tasks <= 1 || workers.length == 0) {
      for (int i = 0; i < tasks; i++) {
        task.run(i);
      }
      return;
    }
    Job job = new Job(task, tasks);
    boolean leading = current.compareAndSet(null, job);
    if (leading) {
      for (Thread worker : workers) {
        LockSupport.unpark(worker);
      }
    }
    job.help();
    while (job.done.get() < tasks) {
      Thread.onSpinWait();
    }
    if (leading) {
      current.set(null);
    }
    Throwable failure = job.failure.get();
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure != null) {
      throw (RuntimeException) failure;
    }
  }

  private void work() {
    int idle = 0;
    while (!closed) {
      Job job = current.get();
      if (job != null && !job.isTaken()) {
        job.help();
        idle = 0;
      } else if (idle++ < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.park(this);
        idle = 0;
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    for (Thread worker : workers) {
      LockSupport.unpark(worker);
    }
  }
}
