/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.concurrent;

import static io.obsagent.instrumentation.concurrent.Carried.seen;
import static io.obsagent.instrumentation.concurrent.Carried.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.extension.RegisterExtension;

@EnabledForJreRange(minVersion = 21)
@InProcessOnly
class VirtualThreadTest {
  @RegisterExtension
  static final Agent agent =
      Agent.with(
          new ThreadPoolInstrumentation(),
          new ForkJoinInstrumentation(),
          new ThreadPerTaskInstrumentation());

  private ExecutorService executor;

  @BeforeEach
  void start() throws Exception {
    executor =
        (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
  }

  @AfterEach
  void stop() throws Exception {
    executor.shutdownNow();
    assertThat(executor.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aTaskOnItsOwnVirtualThreadHasWhatWasCurrent() throws Exception {
    Callable<Object> look = Carried::seen;
    assertThat(with("a", () -> executor.submit(look)).get()).isEqualTo("a");
    LinkedBlockingQueue<Object> noted = new LinkedBlockingQueue<>();
    with(
        "b",
        () -> {
          executor.execute(() -> noted.add(seen()));
          return null;
        });
    assertThat(noted.poll(10, TimeUnit.SECONDS)).isEqualTo("b");
    for (Future<Object> result : with("c", () -> executor.invokeAll(List.of(look, look)))) {
      assertThat(result.get()).isEqualTo("c");
    }
    assertThat(executor.submit(look).get()).isNull();
  }

  @Test
  void itStaysCurrentWhileTheThreadIsParkedAndMoved() throws Exception {
    List<Future<Boolean>> results = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      Object mine = i;
      results.add(
          with(
              mine,
              () ->
                  executor.submit(
                      () -> {
                        for (int round = 0; round < 5; round++) {
                          Thread.sleep(1);
                          if (seen() != mine) {
                            return false;
                          }
                        }
                        return executor.submit(Carried::seen).get() == mine;
                      })));
    }
    for (Future<Boolean> result : results) {
      assertThat(result.get(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aVirtualThreadWokenBySomebodySeesNothingOfTheirs() throws Exception {
    CountDownLatch waiting = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Future<Object> woken =
        executor.submit(
            () -> {
              waiting.countDown();
              go.await();
              return seen();
            });
    assertThat(waiting.await(10, TimeUnit.SECONDS)).isTrue();
    with(
        "a",
        () -> {
          go.countDown();
          return null;
        });
    assertThat(woken.get()).isNull();
  }

  @Test
  void aPoolOfVirtualThreadsPassesItOn() throws Exception {
    Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
    ThreadFactory factory =
        (ThreadFactory)
            Class.forName("java.lang.Thread$Builder").getMethod("factory").invoke(builder);
    ExecutorService pool = Executors.newFixedThreadPool(2, factory);
    try {
      assertThat(with("a", () -> pool.submit(Carried::seen)).get()).isEqualTo("a");
      assertThat(pool.submit(Carried::seen).get()).isNull();
    } finally {
      pool.shutdownNow();
    }
  }
}
