/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package app;

import io.obsagent.testing.Agent;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** An application's workers. */
public class Workshop {
  public void paint(String what) {
    Agent.work("paint " + what).run();
  }

  public void saw() {
    throw new IllegalStateException("blunt");
  }

  /** Calls another one that is declared. */
  public void paintTwice(String what) {
    paint(what);
    paint(what);
  }

  public CompletableFuture<String> dry(CompletableFuture<String> result) {
    return result;
  }

  public <T> T handle(Callable<T> work) throws Exception {
    return work.call();
  }
}
