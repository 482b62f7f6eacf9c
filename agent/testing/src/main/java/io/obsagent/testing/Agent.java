/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.bootstrap.Dispatch;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The agent in the test's own JVM, with some instrumentation modules. Register it as a static
 * extension. After each test it checks that nothing is left current on the test's thread, that no
 * advice failed and that the agent warned of nothing.
 *
 * <p>The agent's classes are those on the test's class path or, when the system property {@code
 * agent.forked} is set, those in the packed jar; {@link InProcessOnly} marks tests that need the
 * former.
 */
public final class Agent
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long STEP_NANOS = TimeUnit.MICROSECONDS.toNanos(200);
  private static final boolean FORKED = System.getProperty("agent.forked") != null;

  static {
    if (!FORKED) {
      BootPath.prepare();
    }
  }

  private static volatile Host running;

  private final Host host;
  private final Map<String, Series> before = new HashMap<>();
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final Map<String, String> settings = new HashMap<>();
  private String rules;
  private long failuresBefore;
  private long warningsBefore;
  private boolean warningsExpected;

  private Agent(List<InstrumentationModule> modules) {
    host = FORKED ? new Forked(modules) : new InProcess(modules);
  }

  /** An agent with these modules and the built-in catalogues core and realstaging. */
  public static Agent with(InstrumentationModule... modules) {
    return new Agent(List.of(modules));
  }

  /** Has a user's rules besides; to be called before any test. Returns this. */
  public Agent rules(String yaml) {
    rules = yaml;
    return this;
  }

  /** Sets one of the agent's settings; to be called before any test. Returns this. */
  public Agent setting(String name, String value) {
    settings.put(name, value);
    return this;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    settings.forEach(System::setProperty);
    host.start(files());
    running = host;
    host.core().log(new PrintStream(log, true, StandardCharsets.UTF_8));
  }

  private List<File> files() throws IOException {
    if (rules == null) {
      return List.of();
    }
    File file = File.createTempFile("rules", ".yaml");
    file.deleteOnExit();
    Files.writeString(file.toPath(), rules);
    return List.of(file);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    host.forget();
    before.clear();
    for (Series series : host.series()) {
      before.put(series.key(), series);
    }
    log.reset();
    failuresBefore = Dispatch.failures();
    warningsBefore = host.core().warnings();
    warningsExpected = false;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    assertThat(host.core().isInOperation()).as("something is left current").isFalse();
    if (!warningsExpected) {
      assertThat(Dispatch.failures()).as("failures of advice: %s", log()).isEqualTo(failuresBefore);
      assertThat(host.core().warnings())
          .as("warnings of the agent: %s", log())
          .isEqualTo(warningsBefore);
      assertThat(host.weavingFailures()).as("classes that could not be woven: %s", log()).isZero();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    host.stop();
    host.core().log(null);
    settings.keySet().forEach(System::clearProperty);
  }

  /** Says that in this test the agent may warn and advice may fail. */
  public void expectWarnings() {
    warningsExpected = true;
  }

  /** Forgets the spans so far, such as those of a test's preparations. */
  public void forget() {
    host.forget();
  }

  /** What the agent logged since the test began. */
  public String log() {
    return log.toString(StandardCharsets.UTF_8);
  }

  /** All ended spans since the test began, in the order of their ends. */
  public List<SpanData> spans() {
    return host.spans();
  }

  /** Waits for so many ended spans and returns them, in the order of their ends. */
  public List<SpanData> spans(int count) {
    await(() -> spans().size() >= count, () -> count + " spans, but there are " + traces());
    return spans();
  }

  /** The one span of a name, waited for. */
  public SpanData span(String name) {
    await(() -> !named(name).isEmpty(), () -> "a span " + name + " in " + traces());
    List<SpanData> found = named(name);
    assertThat(found).as("spans named %s", name).hasSize(1);
    return found.get(0);
  }

  private List<SpanData> named(String name) {
    return spans().stream().filter(span -> span.getName().equals(name)).toList();
  }

  /**
   * The one trace since the test began: a line a span, {@code KIND name}, children indented, in the
   * order of their starts.
   */
  public String trace() {
    await(() -> !spans().isEmpty(), () -> "a trace");
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
    return new MetricAssert(name, host::series, before);
  }

  /** Runs code inside an operation of the test's own, so that what it starts has a parent. */
  public <T> T root(String name, Callable<T> code) throws Exception {
    Runnable end = host.core().root(name);
    try {
      return code.call();
    } finally {
      end.run();
    }
  }

  /** Runs code inside an operation of the test's own. */
  public void root(String name, Code code) throws Exception {
    run(host.core().root(name), code);
  }

  /** Runs code inside an HTTP server's request of a name. */
  public void request(String name, Code code) throws Exception {
    run(host.core().request(name), code);
  }

  private static void run(Runnable end, Code code) throws Exception {
    try {
      code.run();
    } finally {
      end.run();
    }
  }

  /**
   * Begins an operation for what the application itself does, to see whose child it becomes; for
   * code that does not know its test.
   *
   * @return ends it
   */
  public static Runnable work(String name) {
    return running.core().child(name);
  }

  /** Code that may throw. */
  public interface Code {
    void run() throws Exception;
  }

  static void await(BooleanSupplier condition, Supplier<String> wanted) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited in vain for " + wanted.get());
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
  }
}
