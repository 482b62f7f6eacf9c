/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.bootstrap.Dispatch;
import io.obsagent.core.log.AgentLog;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.OperationType;
import io.obsagent.core.operation.Operations;
import io.obsagent.core.operation.Tracing;
import io.obsagent.core.settings.Settings;
import io.obsagent.core.weave.Linker;
import io.obsagent.core.weave.Modules;
import io.obsagent.core.weave.Weaver;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import net.bytebuddy.agent.ByteBuddyAgent;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The agent inside the test's own JVM, with some instrumentation modules. Register it as a static
 * extension. After each test it checks that nothing is left current on the test's thread, that no
 * advice failed and that the agent warned of nothing.
 */
public final class Agent
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  private static final OperationType TEST = new OperationType("test", SpanKind.INTERNAL);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  static {
    BootPath.prepare();
  }

  private final List<InstrumentationModule> modules;
  private final List<SpanData> spans = new CopyOnWriteArrayList<>();
  private final Metrics metrics = new Metrics();
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private Weaver weaver;
  private ClassFileTransformer transformer;
  private long failuresBefore;
  private long warningsBefore;
  private boolean warningsExpected;

  private Agent(List<InstrumentationModule> modules) {
    this.modules = modules;
  }

  /** An agent with these modules and the built-in catalogues core and realstaging. */
  public static Agent with(InstrumentationModule... modules) {
    return new Agent(List.of(modules));
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    Settings.load(null, Collections.emptyMap());
    AgentLog.to(new PrintStream(log, true, StandardCharsets.UTF_8));
    Instrumentation instrumentation = ByteBuddyAgent.install();
    Modules index = new Modules();
    for (InstrumentationModule module : modules) {
      index.add(module);
    }
    weaver = new Weaver(index, Agent::classFile, loader -> false);
    transformer = weaver.start(instrumentation);
    // The cast keeps the verifier from loading the interface before the boot path is prepared.
    Object linker = new Linker(Agent::adviceClass);
    Dispatch.agent((Dispatch.Agent) linker);
    retransform(instrumentation, index.names());
    metrics.install();
    Operations.reset();
    Operations.ready(
        new Tracing(Sampler.parentBased(Sampler.alwaysOn()), new Collector(), Resource.empty()));
  }

  private static void retransform(Instrumentation instrumentation, Set<String> names)
      throws Exception {
    for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
      if (names.contains(loaded.getName()) && instrumentation.isModifiableClass(loaded)) {
        instrumentation.retransformClasses(loaded);
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
    return Class.forName(name, true, loader());
  }

  private static ClassLoader loader() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return context == null ? Agent.class.getClassLoader() : context;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    spans.clear();
    metrics.reset();
    log.reset();
    failuresBefore = Dispatch.failures();
    warningsBefore = AgentLog.warnings();
    warningsExpected = false;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    assertThat(Operation.current()).as("left current on the test's thread").isNull();
    if (!warningsExpected) {
      assertThat(Dispatch.failures()).as("failures of advice: %s", log()).isEqualTo(failuresBefore);
      assertThat(AgentLog.warnings())
          .as("warnings of the agent: %s", log())
          .isEqualTo(warningsBefore);
      assertThat(weaver.failures()).as("classes that could not be woven: %s", log()).isZero();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    ByteBuddyAgent.install().removeTransformer(transformer);
    metrics.close();
    Operations.reset();
    AgentLog.to(null);
  }

  /** Says that in this test the agent may warn and advice may fail. */
  public void expectWarnings() {
    warningsExpected = true;
  }

  /** Forgets the spans so far, such as those of a test's preparations. */
  public void forget() {
    spans.clear();
  }

  /** What the agent logged since the test began. */
  public String log() {
    return log.toString(StandardCharsets.UTF_8);
  }

  /** All ended spans since the test began, in the order of their ends. */
  public List<SpanData> spans() {
    return new java.util.ArrayList<>(spans);
  }

  /** Waits for so many ended spans and returns them, in the order of their ends. */
  public List<SpanData> spans(int count) {
    await(() -> spans.size() >= count, () -> count + " spans, but there are " + traces());
    return spans();
  }

  /** The one span of a name, waited for. */
  public SpanData span(String name) {
    await(
        () -> spans.stream().anyMatch(span -> span.getName().equals(name)),
        () -> "a span " + name + " in " + traces());
    List<SpanData> found = spans.stream().filter(span -> span.getName().equals(name)).toList();
    assertThat(found).as("spans named %s", name).hasSize(1);
    return found.get(0);
  }

  /**
   * The one trace since the test began: a line a span, {@code KIND name}, children indented, in the
   * order of their starts.
   */
  public String trace() {
    await(() -> !spans.isEmpty(), () -> "a trace");
    List<String> traces = traces();
    assertThat(traces).as("traces").hasSize(1);
    return traces.get(0);
  }

  /** As {@link #trace()}, once it has so many spans. */
  public String trace(int spanCount) {
    spans(spanCount);
    return trace();
  }

  /**
   * All traces since the test began, each as {@link #trace} shows it, in the order of their starts.
   */
  public List<String> traces() {
    return TraceText.of(spans());
  }

  /** What was counted under a metric's name since the test began. */
  public MetricAssert metric(String name) {
    return new MetricAssert(name, metrics);
  }

  /** Runs code inside an operation of the test's own, so that what it starts has a parent. */
  public <T> T root(String name, Callable<T> code) throws Exception {
    Operation operation = Operation.start(TEST, Context.root());
    assertThat(operation).isNotNull();
    operation.name(name);
    try {
      return code.call();
    } finally {
      operation.end();
    }
  }

  /** Runs code inside an operation of the test's own. */
  public void root(String name, Code code) throws Exception {
    root(
        name,
        () -> {
          code.run();
          return null;
        });
  }

  /** Code that may throw. */
  public interface Code {
    void run() throws Exception;
  }

  /** The woven classes, {@code instrumentation class}. */
  public Set<String> woven() {
    return new HashSet<>(weaver.woven());
  }

  static void await(BooleanSupplier condition, java.util.function.Supplier<String> wanted) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited in vain for " + wanted.get());
      }
      Thread.onSpinWait();
      Thread.yield();
    }
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
