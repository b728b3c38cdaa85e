package io.github.xclip4j.internal.backend.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerPoolTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void everyTask_runsOnce(int threads) {
    try (WorkerPool pool = new WorkerPool(threads)) {
      for (int job = 0; job < 3000; job++) {
        int count = job % 40;
        AtomicIntegerArray runs = new AtomicIntegerArray(count);
        pool.run(count, (index, worker) -> runs.incrementAndGet(index));
        for (int i = 0; i < count; i++) {
          assertThat(runs.get(i)).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void tasks_ofOneWorkerNeverRunAtOnce() {
    try (WorkerPool pool = new WorkerPool(4)) {
      AtomicIntegerArray busy = new AtomicIntegerArray(4);
      AtomicInteger clashes = new AtomicInteger();
      for (int job = 0; job < 300; job++) {
        pool.run(30, (index, worker) -> {
          if (busy.incrementAndGet(worker) != 1) {
            clashes.incrementAndGet();
          }
          Thread.onSpinWait();
          busy.decrementAndGet(worker);
        });
      }
      assertThat(clashes).hasValue(0);
    }
  }

  @Test
  void callers_takeTurnsAndNeverExceedTheThreads() throws InterruptedException {
    try (WorkerPool pool = new WorkerPool(2)) {
      AtomicInteger busy = new AtomicInteger();
      ConcurrentMap<Integer, Boolean> seen = new ConcurrentHashMap<>();
      AtomicInteger runs = new AtomicInteger();
      List<Thread> callers = new ArrayList<>();
      for (int caller = 0; caller < 5; caller++) {
        callers.add(Thread.ofPlatform().start(() -> {
          for (int job = 0; job < 200; job++) {
            pool.run(7, (index, worker) -> {
              seen.put(busy.incrementAndGet(), true);
              runs.incrementAndGet();
              busy.decrementAndGet();
            });
          }
        }));
      }
      for (Thread caller : callers) {
        caller.join();
      }
      assertThat(runs).hasValue(5 * 200 * 7);
      assertThat(seen.keySet()).allMatch(count -> count <= 2);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void exception_reachesTheCallerAndThePoolGoesOn(int threads) {
    try (WorkerPool pool = new WorkerPool(threads)) {
      for (int job = 0; job < 50; job++) {
        assertThatThrownBy(() -> pool.run(9, (index, worker) -> {
          if (index == 5) {
            throw new IllegalArgumentException("task 5");
          }
        })).isInstanceOf(IllegalArgumentException.class).hasMessage("task 5");
      }
      AtomicInteger runs = new AtomicInteger();
      pool.run(9, (index, worker) -> runs.incrementAndGet());
      assertThat(runs).hasValue(9);
    }
  }

  @Test
  void closedPool_refusesWork() {
    WorkerPool pool = new WorkerPool(2);
    pool.close();
    assertThatThrownBy(() -> pool.run(1, (index, worker) -> {}))
        .isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
  }
}
