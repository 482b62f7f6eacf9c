/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.bootstrap.Dispatch;
import io.obsagent.core.catalogue.Catalogue;
import io.obsagent.core.catalogue.DeclaredJobs;
import io.obsagent.core.method.MethodRules;
import io.obsagent.core.operation.Operations;
import io.obsagent.core.operation.Tracing;
import io.obsagent.core.settings.Settings;
import io.obsagent.core.weave.Linker;
import io.obsagent.core.weave.Modules;
import io.obsagent.core.weave.Weaver;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextStorage;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import net.bytebuddy.agent.ByteBuddyAgent;

/** The agent's classes on the test's class path: quick, and a breakpoint in them works. */
final class InProcess implements Host {
  private final List<InstrumentationModule> modules;
  private final List<SpanData> spans = new CopyOnWriteArrayList<>();
  private final Core core = new AgentCore();
  private final Reader reader = new Reader();
  private SdkMeterProvider meters;
  private Catalogue.Installation catalogue;
  private Modules index;
  private Weaver weaver;
  private ClassFileTransformer transformer;

  static {
    // Another one is on the class path, which comes with TestSpanData; with two none is taken.
    String property = "io.opentelemetry.context.contextStorageProvider";
    System.setProperty(property, "io.obsagent.core.operation.Slot$Provider");
    ContextStorage.get();
    System.clearProperty(property);
  }

  InProcess(List<InstrumentationModule> modules) {
    this.modules = modules;
  }

  @Override
  public void start(List<File> rules) throws Exception {
    Settings.load(null, Map.of());
    Instrumentation instrumentation = ByteBuddyAgent.install();
    index = new Modules();
    for (InstrumentationModule module : modules) {
      index.add(module);
    }
    weaver = new Weaver(index, InProcess::classFile, loader -> false);
    weaver.interceptor(MethodRules.with(instrumentation));
    transformer = weaver.start(instrumentation);
    // The cast keeps the verifier from loading the interface before the boot path is prepared.
    Object linker = new Linker(InProcess::adviceClass);
    Dispatch.agent((Dispatch.Agent) linker);
    retransform(instrumentation);
    DeclaredJobs.declare(Settings.JOB_METHODS.get());
    Catalogue loaded = Catalogue.load(List.of("realstaging"), rules);
    assertThat(loaded.problems()).isEmpty();
    meters =
        SdkMeterProvider.builder()
            .registerMetricReader(reader)
            .registerMetricProducer(loaded)
            .build();
    catalogue = loaded.install();
    Operations.reset();
    Operations.ready(
        new Tracing(Sampler.parentBased(Sampler.alwaysOn()), new Collector(), Resource.empty()));
  }

  /** Weaves classes that are loaded, or undoes that; one that got a field then stays as it is. */
  private void retransform(Instrumentation instrumentation) throws Exception {
    Set<String> names = index.names();
    for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
      if (names.contains(loaded.getName()) && instrumentation.isModifiableClass(loaded)) {
        try {
          instrumentation.retransformClasses(loaded);
        } catch (UnsupportedOperationException e) {
          // The JVM takes no field away, and the weaver adds none to a class that is loaded.
        }
      }
    }
  }

  private static byte[] classFile(String name) {
    try (InputStream stream = loader().getResourceAsStream(name.replace('.', '/') + ".class")) {
      return stream == null ? null : stream.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Class<?> adviceClass(ClassLoader woven, String name)
      throws ClassNotFoundException {
    try {
      return Class.forName(name, true, loader());
    } catch (ClassNotFoundException ofWebApplicationThatEnded) {
      return Class.forName(name, true, InProcess.class.getClassLoader());
    }
  }

  private static ClassLoader loader() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return context == null ? InProcess.class.getClassLoader() : context;
  }

  @Override
  public Core core() {
    return core;
  }

  @Override
  public List<SpanData> spans() {
    return new ArrayList<>(spans);
  }

  @Override
  public void forget() {
    spans.clear();
  }

  @Override
  public List<Series> series() {
    List<Series> all = new ArrayList<>();
    for (MetricData metric : reader.collect()) {
      all.addAll(Series.of(metric));
    }
    return all;
  }

  @Override
  public long weavingFailures() {
    return weaver.failures();
  }

  @Override
  public void stop() throws Exception {
    Instrumentation instrumentation = ByteBuddyAgent.install();
    DeclaredJobs.declare(List.of());
    instrumentation.removeTransformer(transformer);
    retransform(instrumentation);
    catalogue.close();
    meters.close();
    Operations.reset();
  }

  private final class Collector implements SpanProcessor {
    @Override
    public void onStart(Context parent, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
      return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
      spans.add(span.toSpanData());
    }

    @Override
    public boolean isEndRequired() {
      return true;
    }
  }
}
