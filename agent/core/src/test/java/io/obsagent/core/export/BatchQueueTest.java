/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BatchQueueTest {
  @Test
  void itemsComeOutInOrder() {
    BatchQueue<Integer> queue = new BatchQueue<>(3);
    for (int i = 0; i < 100; i++) {
      assertThat(queue.offer(i)).isEqualTo(1);
      assertThat(queue.offer(-i)).isEqualTo(2);
      assertThat(queue.poll()).isEqualTo(i);
      assertThat(queue.poll()).isEqualTo(-i);
      assertThat(queue.poll()).isNull();
    }
  }

  @Test
  void aFullQueueTakesNothing() {
    for (int limit : new int[] {1, 2, 3, 5, 8}) {
      BatchQueue<Integer> queue = new BatchQueue<>(limit);
      for (int i = 0; i < limit; i++) {
        assertThat(queue.offer(i)).isEqualTo(i + 1);
      }
      assertThat(queue.offer(99)).isZero();
      assertThat(queue.size()).isEqualTo(limit);
      assertThat(queue.poll()).isZero();
      assertThat(queue.offer(99)).isEqualTo(limit);
    }
  }

  @Test
  void manyWritersLoseNothing() throws Exception {
    BatchQueue<Long> queue = new BatchQueue<>(64);
    int writers = 4;
    long each = 50_000;
    AtomicLong refused = new AtomicLong();
    Thread[] threads = new Thread[writers];
    for (int w = 0; w < writers; w++) {
      threads[w] =
          new Thread(
              () -> {
                for (long i = 1; i <= each; i++) {
                  while (queue.offer(i) == 0) {
                    refused.incrementAndGet();
                    Thread.yield();
                  }
                }
              });
      threads[w].start();
    }
    long taken = 0;
    long sum = 0;
    while (taken < writers * each) {
      Long item = queue.poll();
      if (item != null) {
        taken++;
        sum += item;
      }
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(sum).isEqualTo(writers * each * (each + 1) / 2);
    assertThat(queue.size()).isZero();
  }
}
