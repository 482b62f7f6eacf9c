/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core;

import io.obsagent.bootstrap.AgentClassLoader;
import io.obsagent.core.catalogue.Catalogue;
import io.obsagent.core.health.Dependencies;
import io.obsagent.core.health.HealthPage;
import io.obsagent.core.log.AgentLog;
import io.obsagent.core.method.MethodRules;
import io.obsagent.core.operation.Operations;
import io.obsagent.core.server.MetricsPage;
import io.obsagent.core.server.MetricsServer;
import io.obsagent.core.server.Page;
import io.obsagent.core.server.PrometheusText;
import io.obsagent.core.settings.Settings;
import io.obsagent.core.telemetry.JvmObserved;
import io.obsagent.core.telemetry.Telemetry;
import io.obsagent.core.weave.Weaving;
import io.opentelemetry.sdk.metrics.export.MetricProducer;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import java.io.File;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Starts the agent: on the thread that calls, only what must be done before the application's first
 * class; the rest on a thread of its own. Operations that end before that is done are kept, see
 * {@link Operations}.
 */
public final class AgentStart {
  /** How long the end of the process may wait for a backend, in milliseconds. */
  private static final long FLUSH_MILLIS = 2500;

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
    Background background = new Background(weaving, instrumentation, loader);
    background.weaveMethods();
    Thread thread = new Thread(background, "obs-start");
    thread.setDaemon(true);
    thread.setContextClassLoader(loader);
    thread.start();
  }

  private static final class Background implements Runnable {
    private final Weaving weaving;
    private final Instrumentation instrumentation;
    private final AgentClassLoader loader;
    private @Nullable Catalogue catalogue;

    Background(Weaving weaving, Instrumentation instrumentation, AgentClassLoader loader) {
      this.weaving = weaving;
      this.instrumentation = instrumentation;
      this.loader = loader;
    }

    /**
     * Puts rules in force that name methods: before the application's first class, so that no call
     * is missed. All other rules can wait.
     */
    void weaveMethods() {
      try {
        if (Catalogue.mayNameMethods(ruleFiles())) {
          installed();
        }
      } catch (Throwable t) {
        failed("rules of methods", t);
      }
    }

    private Catalogue installed() {
      Catalogue loaded = catalogue;
      if (loaded == null) {
        loaded = Catalogue.load(Settings.CATALOGUE.get(), ruleFiles());
        for (String problem : loaded.problems()) {
          AgentLog.warn(problem);
        }
        weaving.interceptor(MethodRules.with(instrumentation));
        loaded.install();
        catalogue = loaded;
      }
      return loaded;
    }

    @Override
    public void run() {
      try {
        StartHooks.run(loader);
        weaving.weaveLoaded(instrumentation);
      } catch (Throwable t) {
        failed("weaving", t);
      }
      try {
        Catalogue catalogue = installed();
        JvmObserved.register();
        MetricsPage page = new MetricsPage(new PrometheusText(false));
        Telemetry telemetry =
            Telemetry.start(
                loader,
                Collections.<MetricReader>singletonList(page),
                Collections.<MetricProducer>singletonList(catalogue));
        Dependencies dependencies = Dependencies.watch();
        Operations.ready(telemetry.tracing());
        serve(page, new HealthPage(dependencies));
        Runtime.getRuntime().addShutdownHook(new Flush(telemetry, loader));
      } catch (Throwable t) {
        failed("telemetry", t);
        Operations.ready(null);
      }
    }

    private static List<File> ruleFiles() {
      List<File> files = new ArrayList<>();
      for (String file : Settings.RULES.get()) {
        files.add(new File(file));
      }
      return files;
    }

    private static void serve(Page metrics, Page health) {
      if (Settings.SERVER.get()) {
        Map<String, Page> pages = new HashMap<>();
        pages.put("/metrics", metrics);
        pages.put("/health", health);
        new MetricsServer(
                Settings.SERVER_HOST.get(), Settings.SERVER_PORT.get(), pages, AgentLog::warn)
            .start();
      }
    }

    private static void failed(String what, Throwable failure) {
      AgentLog.warn(what + " did not start: " + AgentLog.describe(failure));
      AgentLog.debug(what, failure);
    }
  }

  /** Sends what is left when the process ends. */
  private static final class Flush extends Thread {
    private final Telemetry telemetry;

    Flush(Telemetry telemetry, ClassLoader loader) {
      super("obs-flush");
      this.telemetry = telemetry;
      setContextClassLoader(loader);
    }

    @Override
    public void run() {
      try {
        telemetry.shutdown(FLUSH_MILLIS);
      } catch (Throwable t) {
        AgentLog.debug("flush", t);
      }
    }
  }
}
