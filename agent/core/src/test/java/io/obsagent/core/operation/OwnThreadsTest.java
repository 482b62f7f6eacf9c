/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class OwnThreadsTest {
  private static final InheritableThreadLocal<String> LOCAL = new InheritableThreadLocal<>();

  @Test
  void aThreadInheritsNothingOfTheOneThatMakesIt() throws Exception {
    CompletableFuture<Thread> made = new CompletableFuture<>();
    CompletableFuture<String> inherited = new CompletableFuture<>();
    ThreadGroup group = new ThreadGroup("application");
    try (URLClassLoader loader = new URLClassLoader(new URL[0])) {
      Thread maker =
          new Thread(
              group,
              () -> {
                LOCAL.set("value");
                Thread.currentThread().setContextClassLoader(loader);
                made.complete(OwnThreads.daemon(() -> inherited.complete(LOCAL.get()), "obs-test"));
              });
      maker.start();
      Thread thread = made.get();
      assertThat(thread.isDaemon()).isTrue();
      assertThat(thread.getName()).isEqualTo("obs-test");
      assertThat(thread.getContextClassLoader()).isEqualTo(OwnThreads.class.getClassLoader());
      assertThat(thread.getThreadGroup()).isNotEqualTo(group);
      thread.start();
      assertThat(inherited.get()).isNull();
    }
  }
}
