/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.testing;

import io.obsagent.bootstrap.Boot;
import io.obsagent.bootstrap.Dispatch;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.File;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import net.bytebuddy.agent.ByteBuddyAgent;

/**
 * The packed jar, started in the test's JVM before the first class of a library is loaded. The
 * agent's classes are then those in the jar, in the loaders that they have in production; the same
 * classes on the test's class path take no part. What the test asks for comes over OTLP.
 *
 * <p>An agent stays for the life of its JVM, so each test class has a JVM of its own.
 */
final class Forked implements Host {
  private static final String MARK = "mark ";
  private static boolean taken;

  private final List<InstrumentationModule> modules;
  private OtlpSink sink;
  private Core core;
  private int marks;

  Forked(List<InstrumentationModule> modules) {
    this.modules = modules;
  }

  @Override
  public void start(List<File> rules) throws Exception {
    if (taken) {
      throw new IllegalStateException(
          "one test class in a JVM: set surefire's reuseForks to false");
    }
    taken = true;
    sink = new OtlpSink();
    System.setProperty("otel.exporter.otlp.endpoint", sink.url());
    System.setProperty("otel.logs.exporter", "none");
    System.setProperty("otel.bsp.schedule.delay", "10");
    System.setProperty("otel.metric.export.interval", "50");
    System.setProperty("obs.server.port", "0");
    System.setProperty("obs.catalogue", "realstaging");
    if (!rules.isEmpty()) {
      System.setProperty("obs.rules", rules.get(0).getPath());
    }
    System.setProperty("otel.instrumentation.common.default-enabled", "false");
    for (InstrumentationModule module : modules) {
      System.setProperty(
          "otel.instrumentation." + module.instrumentationName() + ".enabled", "true");
    }
    start(jar());
    core = core(agentLoader());
    series();
  }

  /** As the jar's own main class does, which the one on the test's class path hides. */
  private static void start(File jar) throws Exception {
    Instrumentation instrumentation = ByteBuddyAgent.install();
    instrumentation.appendToBootstrapClassLoaderSearch(new JarFile(jar));
    try {
      Boot.start(jar, null, instrumentation, false, false);
    } catch (Throwable t) {
      throw new IllegalStateException("the agent does not start", t);
    }
  }

  private static File jar() {
    String named = System.getProperty("agent.jar");
    if (named != null) {
      return existing(new File(named));
    }
    File folder = new File("").getAbsoluteFile();
    while (folder.getParentFile() != null && !new File(folder, "agent/dist/pom.xml").exists()) {
      folder = folder.getParentFile();
    }
    return existing(new File(folder, "agent/dist/target/obs-agent.jar"));
  }

  private static File existing(File jar) {
    if (!jar.exists()) {
      throw new IllegalStateException(
          jar + " is not there: ./mvnw -pl agent/dist -am package -DskipTests");
    }
    return jar;
  }

  private static ClassLoader agentLoader() throws ReflectiveOperationException {
    Field agent = Dispatch.class.getDeclaredField("agent");
    agent.setAccessible(true);
    return agent.get(null).getClass().getClassLoader();
  }

  /** {@link AgentCore}, loaded once more where it sees the agent's classes. */
  private static Core core(ClassLoader agent) throws ReflectiveOperationException {
    URL kit = Forked.class.getProtectionDomain().getCodeSource().getLocation();
    Object inside =
        new URLClassLoader(new URL[] {kit}, agent)
            .loadClass(AgentCore.class.getName())
            .getConstructor()
            .newInstance();
    return (Core)
        Proxy.newProxyInstance(
            Core.class.getClassLoader(),
            new Class<?>[] {Core.class},
            (proxy, method, arguments) ->
                inside
                    .getClass()
                    .getMethod(method.getName(), method.getParameterTypes())
                    .invoke(inside, arguments));
  }

  @Override
  public Core core() {
    return core;
  }

  /**
   * Spans are exported in the order of their ends: after a mark of ours, all before it are here.
   */
  @Override
  public List<SpanData> spans() {
    String mark = MARK + ++marks;
    core.mark(mark);
    Agent.await(
        () -> sink.spans().stream().anyMatch(span -> span.getName().equals(mark)),
        () -> "an export of spans");
    List<SpanData> spans = new ArrayList<>(sink.spans());
    spans.removeIf(span -> span.getName().startsWith(MARK));
    return spans;
  }

  @Override
  public void forget() {
    spans();
    sink.spans().clear();
  }

  @Override
  public List<Series> series() {
    Instant now = Instant.now();
    long nanos = now.getEpochSecond() * 1_000_000_000 + now.getNano();
    Agent.await(() -> sink.latest().atNanos() >= nanos, () -> "an export of metrics");
    return sink.latest().series();
  }

  /** Each is a warning of the agent. */
  @Override
  public long weavingFailures() {
    return 0;
  }

  @Override
  public void stop() throws Exception {
    sink.close();
  }
}
