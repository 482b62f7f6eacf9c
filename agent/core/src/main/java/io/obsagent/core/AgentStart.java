/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core;

import io.obsagent.bootstrap.AgentClassLoader;
import io.obsagent.core.api.AddedMetrics;
import io.obsagent.core.api.LateSdk;
import io.obsagent.core.catalogue.DeclaredJobs;
import io.obsagent.core.catalogue.LiveRules;
import io.obsagent.core.catalogue.RulePlaces;
import io.obsagent.core.catalogue.SystemsWithMethods;
import io.obsagent.core.error.Errors;
import io.obsagent.core.error.ErrorsPage;
import io.obsagent.core.error.SentryJar;
import io.obsagent.core.extension.Extensions;
import io.obsagent.core.health.Dependencies;
import io.obsagent.core.health.HealthPage;
import io.obsagent.core.log.AgentLog;
import io.obsagent.core.log.LogExport;
import io.obsagent.core.method.MethodRules;
import io.obsagent.core.operation.Operations;
import io.obsagent.core.operation.Propagation;
import io.obsagent.core.server.MetricsPage;
import io.obsagent.core.server.MetricsServer;
import io.obsagent.core.server.Page;
import io.obsagent.core.server.PrometheusText;
import io.obsagent.core.server.UncoveredPage;
import io.obsagent.core.server.WovenPage;
import io.obsagent.core.settings.DeclarativeFile;
import io.obsagent.core.settings.Settings;
import io.obsagent.core.telemetry.AgentObserved;
import io.obsagent.core.telemetry.ConfiguredTelemetry;
import io.obsagent.core.telemetry.DeclaredTelemetry;
import io.obsagent.core.telemetry.JvmObserved;
import io.obsagent.core.telemetry.Telemetry;
import io.obsagent.core.weave.Weaving;
import io.opentelemetry.api.logs.LoggerProvider;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.metrics.export.MetricProducer;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import java.io.File;
import java.lang.instrument.Instrumentation;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Starts the agent: on the thread that calls, only what must be done before the application's first
 * class; the rest on a thread of its own. Operations that end before that is done are kept, see
 * {@link Operations}.
 */
public final class AgentStart {
  /** How long the end of the process may wait for a backend, in milliseconds. */
  private static final long FLUSH_MILLIS = 2000;

  /** How long the application waits for extensions, when there are any; in milliseconds. */
  private static final long EXTENSIONS_MILLIS = 10_000;

  private AgentStart() {}

  /** Called once, by the bootstrap classes. Errors go to the caller, which reports them. */
  public static void start(
      @Nullable String argument,
      File jar,
      Instrumentation instrumentation,
      AgentClassLoader loader,
      boolean besideStock,
      boolean training) {
    for (String fault : Settings.load(argument, jar)) {
      AgentLog.warn(fault);
    }
    AgentLog.debugging(Settings.DEBUG.get());
    if (!Settings.ENABLED.get()) {
      return;
    }
    if (besideStock && !Settings.COEXIST.get()) {
      AgentLog.warn(
          "OpenTelemetry's agent is in this process, so this one stands down, as two would trace"
              + " everything twice; remove one of them, or set obs.coexist=true");
      return;
    }
    if ("none".equals(Settings.find("otel.propagators"))) {
      Propagation.use(TextMapPropagator.noop());
    }
    Weaving weaving = Weaving.start(instrumentation, loader, training);
    LogExport logs = exportsLogs() ? LogExport.begin() : null;
    Flush flush = new Flush(loader, logs);
    Runtime.getRuntime().addShutdownHook(flush);
    Background background = new Background(weaving, instrumentation, loader, jar, flush, logs);
    background.weaveMethods();
    Thread thread = new Thread(background, "obs-start");
    thread.setDaemon(true);
    thread.setContextClassLoader(loader);
    thread.start();
    if (!Settings.EXTENSIONS.get().isEmpty()) {
      await(thread);
    }
  }

  /** Log events are exported only if that is asked for. */
  private static boolean exportsLogs() {
    DeclarativeFile declared = Settings.declarativeFile();
    if (declared != null && declared.hasLogs()) {
      return true;
    }
    String exporter = Settings.find("otel.logs.exporter");
    return exporter != null && !exporter.trim().isEmpty() && !exporter.trim().equals("none");
  }

  /** Extensions may use OpenTelemetry as soon as the application runs: it must be there by then. */
  private static void await(Thread start) {
    try {
      start.join(EXTENSIONS_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Background implements Runnable {
    private final Weaving weaving;
    private final Instrumentation instrumentation;
    private final AgentClassLoader loader;
    private final File jar;
    private final Flush flush;
    private final @Nullable LogExport logs;
    private @Nullable RulePlaces places;
    private @Nullable LiveRules rules;

    Background(
        Weaving weaving,
        Instrumentation instrumentation,
        AgentClassLoader loader,
        File jar,
        Flush flush,
        @Nullable LogExport logs) {
      this.weaving = weaving;
      this.instrumentation = instrumentation;
      this.loader = loader;
      this.jar = jar;
      this.flush = flush;
      this.logs = logs;
    }

    /**
     * Puts in force what names methods, settings and rules: before the application's first class,
     * so that no call is missed. All other rules can wait.
     */
    void weaveMethods() {
      try {
        List<String> jobs = Settings.JOB_METHODS.get();
        if (!jobs.isEmpty()) {
          weaving.interceptor(MethodRules.with(instrumentation));
          DeclaredJobs.declare(jobs);
        }
        List<String> files = Settings.RULES.get();
        // Without rules their classes are loaded off this thread, which the application waits for.
        places = files.isEmpty() ? null : new RulePlaces(files);
        if (hasSystemsWithMethods() || (places != null && places.mayNameMethods())) {
          installed();
        }
      } catch (Throwable t) {
        failed("rules of methods", t);
      }
    }

    private static boolean hasSystemsWithMethods() {
      List<String> systems = Settings.CATALOGUE.get();
      return !systems.isEmpty() && SystemsWithMethods.isAnyOf(systems);
    }

    private LiveRules installed() {
      LiveRules loaded = rules;
      if (loaded == null) {
        List<String> systems = Settings.CATALOGUE.get();
        loaded =
            places == null
                ? LiveRules.load(systems, Settings.RULES.get())
                : LiveRules.load(systems, places);
        for (String problem : loaded.catalogue().problems()) {
          AgentLog.warn(problem);
        }
        if (!Settings.RULES.get().isEmpty() || loaded.catalogue().asksForMethods()) {
          weaving.interceptor(MethodRules.with(instrumentation));
        }
        loaded.install();
        rules = loaded;
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
        LiveRules rules = installed();
        JvmObserved.register();
        AgentObserved.register(weaving);
        MetricsPage page = new MetricsPage(new PrometheusText(false));
        DeclarativeFile declared = Settings.declarativeFile();
        if (declared != null && !DeclaredTelemetry.admit(declared, loader)) {
          declared = null;
        }
        Extensions extensions = extensions();
        Telemetry telemetry = telemetry(declared, extensions, page, rules);
        Dependencies dependencies = new Dependencies();
        Errors errors = new Errors();
        Operations.documentedNames(Settings.SEMCONV.get().equals("both"));
        Operations.ready(telemetry.tracing());
        LateSdk.ready(telemetry);
        exportLogs(telemetry.logs());
        if (extensions != null) {
          host(extensions, (ConfiguredTelemetry) telemetry);
        }
        flush.started(telemetry);
        serve(
            page,
            new HealthPage(dependencies),
            new ErrorsPage(errors),
            new WovenPage(weaving.woven()),
            new UncoveredPage(instrumentation));
        report(errors);
        rules.watch(Settings.RULES_POLL_INTERVAL.get());
      } catch (Throwable t) {
        failed("telemetry", t);
        Operations.ready(null);
        LateSdk.ready(null);
        exportLogs(null);
        flush.started(null);
      }
    }

    private void report(Errors errors) {
      String dsn = Settings.SENTRY_DSN.get();
      if (!dsn.isEmpty()) {
        errors.reporter(SentryJar.open(dsn, jar, loader));
      }
    }

    private void exportLogs(@Nullable LoggerProvider provider) {
      if (logs != null) {
        logs.ready(provider);
      }
    }

    private @Nullable Extensions extensions() {
      List<String> places = Settings.EXTENSIONS.get();
      return places.isEmpty() ? null : Extensions.open(places, loader, weaving);
    }

    private void host(Extensions extensions, ConfiguredTelemetry telemetry) {
      try {
        weaving.host(extensions.started(telemetry.configured()), instrumentation);
      } catch (Throwable t) {
        failed("weaving for extensions", t);
      }
    }

    /** With the extensions' parts, or without them when they do not let the SDK start. */
    private Telemetry telemetry(
        @Nullable DeclarativeFile declared,
        @Nullable Extensions extensions,
        MetricReader page,
        LiveRules rules) {
      List<MetricReader> readers = Collections.singletonList(page);
      AddedMetrics.ALL.reserve(rules);
      List<MetricProducer> producers = Arrays.<MetricProducer>asList(rules, AddedMetrics.ALL);
      if (declared != null) {
        Telemetry telemetry =
            DeclaredTelemetry.start(declared, loader, extensions, readers, producers);
        if (telemetry != null) {
          return telemetry;
        }
      }
      if (extensions == null) {
        return Telemetry.start(loader, readers, producers);
      }
      try {
        return ConfiguredTelemetry.start(loader, extensions, true, readers, producers);
      } catch (RuntimeException | LinkageError e) {
        AgentLog.warn("the extensions' parts of telemetry are left out: " + AgentLog.describe(e));
        AgentLog.debug("extensions", e);
        return ConfiguredTelemetry.start(
            loader, ComponentLoader.forClassLoader(loader), true, readers, producers);
      }
    }

    private static void serve(Page metrics, Page health, Page errors, Page woven, Page uncovered) {
      if (Settings.SERVER.get()) {
        Map<String, Page> pages = new HashMap<>();
        pages.put("/metrics", metrics);
        pages.put("/errors", errors);
        pages.put("/woven", woven);
        pages.put("/uncovered", uncovered);
        for (String path : HealthPage.PATHS) {
          pages.put(path, health);
        }
        new MetricsServer(
                Settings.SERVER_HOST.get(), Settings.SERVER_PORT.get(), pages, AgentLog::warn)
            .start();
      }
    }

    /** Tells of it, unless the process is ending: then the JVM refuses much. */
    private void failed(String what, Throwable failure) {
      if (!flush.ending) {
        AgentLog.warn(what + " did not start: " + AgentLog.describe(failure));
      }
      AgentLog.debug(what, failure);
    }
  }

  /**
   * Sends what is left when the process ends; also what ended before there was telemetry, for which
   * it waits.
   */
  private static final class Flush extends Thread {
    private final CountDownLatch started = new CountDownLatch(1);
    private final @Nullable LogExport logs;
    private volatile @Nullable Telemetry telemetry;
    private volatile boolean ending;

    Flush(ClassLoader loader, @Nullable LogExport logs) {
      super("obs-flush");
      this.logs = logs;
      setContextClassLoader(loader);
    }

    /** Tells that the start is over; null when it failed. */
    void started(@Nullable Telemetry running) {
      telemetry = running;
      started.countDown();
      if (ending && running != null) {
        running.flush(0);
      }
    }

    @Override
    public void run() {
      try {
        ending = true;
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(FLUSH_MILLIS);
        if (!Operations.noneYet() || LateSdk.isWaiting() || logs != null && logs.isWaiting()) {
          started.await(FLUSH_MILLIS, TimeUnit.MILLISECONDS);
        }
        Telemetry running = telemetry;
        if (running != null) {
          running.flush(TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()));
        }
      } catch (Throwable t) {
        AgentLog.debug("flush", t);
      }
    }
  }
}
