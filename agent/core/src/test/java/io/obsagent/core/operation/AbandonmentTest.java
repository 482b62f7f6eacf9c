/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.Reference;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AbandonmentTest {
  private static final class Watched extends Abandonment {
    final CompletableFuture<Thread> abandoned = new CompletableFuture<>();

    Watched(Object thing) {
      super(thing);
    }

    @Override
    protected void abandoned() {
      abandoned.complete(Thread.currentThread());
    }
  }

  @Test
  void aDroppedThingIsNoticedOnADaemonThread() throws Exception {
    Thread thread = collected(new Watched(new Object()));
    assertThat(thread.getName()).isEqualTo("obs-abandoned");
    assertThat(thread.isDaemon()).isTrue();
  }

  @Test
  void aThingThatIsStillHeldIsNotAbandoned() throws Exception {
    Object held = new Object();
    Watched watched = new Watched(held);
    collected(new Watched(new Object()));
    assertThat(watched.abandoned).isNotDone();
    Reference.reachabilityFence(held);
  }

  @Test
  void aSettledThingIsNotAbandoned() throws Exception {
    Object thing = new Object();
    Watched settled = new Watched(thing);
    assertThat(settled.settle()).isTrue();
    assertThat(settled.settle()).isFalse();
    Reference.reachabilityFence(thing);
    collected(new Watched(new Object()));
    assertThat(settled.abandoned).isNotDone();
  }

  private static Thread collected(Watched watched) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!watched.abandoned.isDone() && System.nanoTime() < deadline) {
      System.gc();
      Thread.yield();
    }
    return watched.abandoned.get(1, TimeUnit.SECONDS);
  }
}
