/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core;

import io.obsagent.bootstrap.AgentClassLoader;
import io.obsagent.core.log.AgentLog;
import io.obsagent.core.settings.Settings;
import io.obsagent.core.weave.Weaving;
import java.io.File;
import java.lang.instrument.Instrumentation;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * Starts the agent: on the thread that calls, only what must be done before the application's first
 * class; the rest on a thread of its own.
 */
public final class AgentStart {
  private AgentStart() {}

  /** Called once, by the bootstrap classes. Errors go to the caller, which reports them. */
  public static void start(
      @Nullable String argument,
      File jar,
      Instrumentation instrumentation,
      AgentClassLoader loader) {
    for (String fault : Settings.load(argument, Collections.<String, String>emptyMap())) {
      AgentLog.warn(fault);
    }
    AgentLog.debugging(Settings.DEBUG.get());
    if (!Settings.ENABLED.get()) {
      return;
    }
    Weaving weaving = Weaving.start(instrumentation, loader);
    Thread thread = new Thread(new Background(weaving, instrumentation), "obs-start");
    thread.setDaemon(true);
    thread.setContextClassLoader(loader);
    thread.start();
  }

  private static final class Background implements Runnable {
    private final Weaving weaving;
    private final Instrumentation instrumentation;

    Background(Weaving weaving, Instrumentation instrumentation) {
      this.weaving = weaving;
      this.instrumentation = instrumentation;
    }

    @Override
    public void run() {
      try {
        weaving.weaveLoaded(instrumentation);
      } catch (Throwable t) {
        AgentLog.warn("the agent did not start wholly: " + AgentLog.describe(t));
        AgentLog.debug("start", t);
      }
    }
  }
}
